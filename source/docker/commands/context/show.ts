import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';

export const showCommand = leaf({
	name: 'show',
	usage: '',
	summary: 'Print the name of the context in use',
	arity: none,
	asksLate: true,
	flags: {},
	run: async ({contexts, io}) => io.stdout(`${contexts.current}\n`),
});
