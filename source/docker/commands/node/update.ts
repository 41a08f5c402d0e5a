import {Failure} from '../../failure.ts';
import {exactly} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {cut, list, string} from '../../grammar/kinds.ts';
import {changeNodes} from './change.ts';

export const updateCommand = leaf({
	name: 'update',
	usage: '[OPTIONS] NODE',
	summary: "Change a node's role, availability or labels",
	arity: exactly(1),
	takes: 'node',
	flags: {
		availability: flag(string(), 'Whether the node takes tasks ("active", "pause", "drain")', {
			takes: ['active', 'pause', 'drain'],
		}),
		'label-add': flag(list(), 'Set a label on the node ("key=value")'),
		'label-rm': flag(list(), 'Take a label off the node'),
		role: flag(string(), 'What the node shall be ("worker", "manager")', {takes: ['worker', 'manager']}),
	},
	run: ({args, client, flags, changed, io}) =>
		changeNodes(
			client,
			args,
			({Spec}) => ({
				...Spec,
				Labels: changedLabels(Spec.Labels ?? {}, flags['label-add'], flags['label-rm']),
				...(changed('role') && {Role: flags.role}),
				...(changed('availability') && {Availability: flags.availability}),
			}),
			reference => io.stdout(`${reference}\n`),
		),
});

function changedLabels(
	labels: Readonly<Record<string, string>>,
	added: readonly string[],
	removed: readonly string[],
): Record<string, string> {
	const result = new Map([...Object.entries(labels), ...added.map(cut)]);
	for (const key of removed) {
		if (!result.delete(key)) throw new Failure(`key ${key} doesn't exist in node's labels`);
	}
	return Object.fromEntries(result);
}
