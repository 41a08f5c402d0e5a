import {atLeast} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {changeNodes} from './change.ts';

export const demoteCommand = leaf({
	name: 'demote',
	usage: 'NODE [NODE...]',
	summary: 'Make workers of managers',
	arity: atLeast(1),
	takes: 'node',
	flags: {},
	run: ({args, client, io}) =>
		changeNodes(
			client,
			args,
			({ID, Spec}) => {
				if (Spec.Role !== 'worker') return {...Spec, Role: 'worker'};
				io.stdout(`Node ${ID} is already a worker.\n`);
				return undefined;
			},
			reference => io.stdout(`Manager ${reference} demoted in the swarm.\n`),
		),
});
