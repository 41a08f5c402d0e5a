import {type Client, objectPath} from '../client.ts';
import {asFailure} from '../failure.ts';
import {compareNatural} from '../go/sort.ts';
import {parseTime} from '../go/time.ts';
import {ellipsis, humanDuration, prettyPrint, truncateId} from '../go/units.ts';
import type {Node} from '../objects/node.ts';
import type {Task} from '../objects/task.ts';
import {type ListKind, namedFormat, type Row, renderList} from './list.ts';

export type TaskListOptions = {
	readonly format: string;
	readonly isQuiet: boolean;
	/** False: long texts are cut. */
	readonly isFull: boolean;
	/** False: IDs stand for names, and nothing is asked. */
	readonly resolves: boolean;
	/** Unit: milliseconds since 1970-01-01T00:00:00Z. */
	readonly now: number;
};

/** Tasks as a list: those of one slot together, newest first, the older ones set in where it is a table. */
export async function renderTasks(client: Client, tasks: readonly Task[], options: TaskListOptions): Promise<string> {
	const resolve = nameResolver(client, options.resolves);
	const named: {task: Task; name: string}[] = [];
	for (const task of tasks) {
		const service = await resolve.service(task.ServiceID ?? '');
		named.push({task, name: `${service}.${task.Slot || (task.NodeID ?? '')}`});
	}
	named.sort((a, b) => compareNatural(a.name, b.name) || createdAt(b.task) - createdAt(a.task));
	const isTable = namedFormat(taskList, options).startsWith('table');
	const shown = new Map<string, {name: string; node: string}>();
	for (const [index, {task, name}] of named.entries()) {
		const isOlder = isTable && name === named[index - 1]?.name;
		// By ID, so that a task that is listed twice is set in both times, as with Docker.
		shown.set(task.ID, {name: isOlder ? ` \\_ ${name}` : name, node: await resolve.node(task.NodeID ?? '')});
	}
	const rows = named.map(({task, name}) => taskRow(task, shown.get(task.ID) ?? {name, node: ''}, options));
	return renderList(taskList, rows, options);
}

const taskList: ListKind = {
	typeName: 'task.taskContext',
	titles: {
		ID: 'ID',
		Name: 'NAME',
		Image: 'IMAGE',
		Node: 'NODE',
		DesiredState: 'DESIRED STATE',
		CurrentState: 'CURRENT STATE',
		Error: 'ERROR',
		Ports: 'PORTS',
	},
	table: '{{.ID}}\t{{.Name}}\t{{.Image}}\t{{.Node}}\t{{.DesiredState}}\t{{.CurrentState}}\t{{.Error}}\t{{.Ports}}',
	quiet: '{{.ID}}',
	raw:
		'id: {{.ID}}\nname: {{.Name}}\nimage: {{.Image}}\nnode: {{.Node}}\ndesired_state: {{.DesiredState}}\n' +
		'current_state: {{.CurrentState}}\nerror: {{.Error}}\nports: {{.Ports}}\n',
	rawQuiet: 'id: {{.ID}}',
};

function taskRow(task: Task, {name, node}: {name: string; node: string}, {isFull, now}: TaskListOptions): Row {
	const {Timestamp, State = '', Err = '', PortStatus} = task.Status ?? {};
	const age = (now - milliseconds(Timestamp)) * 1_000_000;
	const ports = PortStatus?.Ports ?? [];
	return {
		ID: isFull ? task.ID : truncateId(task.ID),
		Name: name,
		Image: shownImage(task.Spec?.ContainerSpec?.Image ?? '', isFull),
		Node: node,
		DesiredState: prettyPrint(task.DesiredState ?? ''),
		CurrentState: `${prettyPrint(State)} ${humanDuration(age).toLowerCase()} ago`,
		Error: Err && `"${isFull ? Err : ellipsis(Err, 30)}"`,
		Ports: ports
			.map(({PublishedPort = 0, TargetPort = 0, Protocol = ''}) => `*:${PublishedPort}->${TargetPort}/${Protocol}`)
			.join(','),
	};
}

/** An image that has a tag is shown without its digest. */
function shownImage(image: string, isFull: boolean): string {
	const tagged = /^(.*:[\w][\w.-]*)@[\w+.-]+:[\da-f]+$/.exec(image)?.[1];
	return isFull ? image : (tagged ?? image);
}

function createdAt({CreatedAt}: Task): number {
	return milliseconds(CreatedAt);
}

function milliseconds(time = '0001-01-01T00:00:00Z'): number {
	const {seconds, nanoseconds} = parseTime(time);
	return seconds * 1000 + nanoseconds / 1_000_000;
}

/** Names for IDs, each asked for once; the ID where the engine has no answer. */
function nameResolver(client: Client, resolves: boolean) {
	const known = new Map<string, string>();
	const once = (ask: (id: string) => Promise<string>) => async (id: string) => {
		if (!resolves) return id;
		const name = known.get(id) ?? (await ask(id).catch(error => asFailure(error) && id));
		known.set(id, name);
		return name;
	};
	return {
		service: once(async id => {
			const path = objectPath('services', 'service', id);
			const service = await client.get<{Spec: {Name?: string}}>(path, {insertDefaults: 'false'});
			return service.Spec.Name ?? '';
		}),
		node: once(async id => {
			const {Spec, Description} = await client.get<Node>(objectPath('nodes', 'node', id));
			return Spec.Name || Description?.Hostname || id;
		}),
	};
}
