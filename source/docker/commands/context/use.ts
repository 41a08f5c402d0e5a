import {saveCurrentContext} from '../../config.ts';
import {checkName, defaultName} from '../../contexts.ts';
import {quote} from '../../go/strconv.ts';
import {plainly} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';

export const useCommand = leaf({
	name: 'use',
	usage: 'CONTEXT',
	summary: 'Go over to another context',
	arity: plainly(1),
	asksLate: true,
	flags: {},
	run: async ({args: [name = ''], config, contexts, io}) => {
		const isDefault = name === defaultName;
		if (!isDefault) {
			checkName(name);
			contexts.find(name);
		}
		saveCurrentContext(config.directory, io.files, isDefault ? undefined : name);
		io.stdout(`${name}\n`);
		io.stderr(`Current context is now ${quote(name)}\n`);
		if (isDefault || !io.env.DOCKER_HOST) return;
		io.stderr(
			'Warning: DOCKER_HOST environment variable overrides the active context. ' +
				`To use ${quote(name)}, either set the global --context flag, or unset DOCKER_HOST environment variable.\n`,
		);
	},
});
