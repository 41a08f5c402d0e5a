import {atLeast} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {changeNodes} from './change.ts';

export const promoteCommand = leaf({
	name: 'promote',
	usage: 'NODE [NODE...]',
	summary: 'Make managers of workers',
	arity: atLeast(1),
	takes: 'node',
	flags: {},
	run: ({args, client, io}) =>
		changeNodes(
			client,
			args,
			({ID, Spec}) => {
				if (Spec.Role !== 'manager') return {...Spec, Role: 'manager'};
				io.stdout(`Node ${ID} is already a manager.\n`);
				return undefined;
			},
			reference => io.stdout(`Node ${reference} promoted to a manager in the swarm.\n`),
		),
});
