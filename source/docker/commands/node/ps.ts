import type {Client} from '../../client.ts';
import {asFailure, Failure} from '../../failure.ts';
import {encodeFilters} from '../../filters.ts';
import {any} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool, type Filters, filter, string} from '../../grammar/kinds.ts';
import {type Node, nodeType} from '../../objects/node.ts';
import type {Task} from '../../objects/task.ts';
import {chooseFormat} from '../../output/list.ts';
import {renderTasks} from '../../output/tasks.ts';
import {nodeReferencePath} from './reference.ts';

export const psCommand = leaf({
	name: 'ps',
	usage: '[OPTIONS] [NODE...]',
	summary: 'List the tasks of nodes, by default of this one',
	arity: any,
	takes: 'self or node',
	flags: {
		filter: flag(filter, 'List only what meets these conditions', {shorthand: 'f'}),
		format: flag(string(), 'Shape the output by a Go template'),
		'no-resolve': flag(bool(), 'Show IDs in place of names'),
		'no-trunc': flag(bool(), 'Show everything in full'),
		quiet: flag(bool(), 'List task IDs alone', {shorthand: 'q'}),
	},
	run: async ({args, client, flags, config, io}) => {
		const {tasks, problems} = await findTasks(client, args.length > 0 ? args : ['self'], flags.filter);
		if (problems.length === 0 || tasks.length > 0) {
			const format = chooseFormat(flags.format, config.tasksFormat, flags.quiet);
			const options = {
				format,
				isQuiet: flags.quiet,
				isFull: flags['no-trunc'],
				resolves: !flags['no-resolve'],
				now: io.now(),
			};
			await renderTasks(client, tasks, options).then(io.stdout, collectInto(problems));
		}
		if (problems.length > 0) throw new Failure(problems.join('\n'));
	},
});

/** Docker adds each node to the same filter, so a later node's list has the earlier ones' tasks again. */
async function findTasks(client: Client, references: readonly string[], given: Filters) {
	const tasks: Task[] = [];
	const problems: string[] = [];
	const ids = new Set(given.get('node'));
	for (const reference of references) {
		try {
			const node = await client.get<Node>(await nodeReferencePath(client, reference), {}, nodeType);
			ids.add(node.ID);
			const filters = encodeFilters(new Map([...given, ['node', ids]]));
			tasks.push(...(await client.get<readonly Task[]>('/tasks', {filters})));
		} catch (error) {
			collectInto(problems)(error);
		}
	}
	return {tasks, problems};
}

function collectInto(problems: string[]): (error: unknown) => void {
	return error => {
		problems.push(asFailure(error).message);
	};
}
