import {saveCurrentContext} from '../../config.ts';
import {defaultName} from '../../contexts.ts';
import {Failure} from '../../failure.ts';
import {quote} from '../../go/strconv.ts';
import {atLeast} from '../../grammar/arity.ts';
import {type Invocation, leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool} from '../../grammar/kinds.ts';

const flags = {
	force: flag(bool(), 'Even the one in use; do not mind if there is none', {shorthand: 'f'}),
};

export const rmCommand = leaf({
	name: 'rm',
	aliases: ['remove'],
	usage: 'CONTEXT [CONTEXT...]',
	summary: 'Delete contexts',
	arity: atLeast(1),
	asksLate: true,
	flags,
	run: async invocation => {
		const problems: string[] = [];
		for (const name of invocation.args) {
			const refusal = refusalOf(name, invocation);
			if (refusal !== undefined) {
				problems.push(refusal);
				continue;
			}
			invocation.contexts.remove(name);
			invocation.io.stdout(`${name}\n`);
		}
		if (problems.length > 0) throw new Failure(problems.join('\n'));
	},
});

/** What stands against removing it. The one in use is given up before. */
function refusalOf(name: string, {flags: {force}, contexts, config, io}: Invocation<typeof flags>): string | undefined {
	if (name === defaultName) return 'context "default" cannot be removed';
	if (name === contexts.current) {
		if (!force) return `context ${quote(name)} is in use, set -f flag to force remove`;
		saveCurrentContext(config.directory, io.files, undefined);
	}
	return force || contexts.has(name) ? undefined : `context ${quote(name)} does not exist`;
}
