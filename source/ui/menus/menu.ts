import type {Destination} from '../../lab/contract.ts';
import type {ClusterView, LabSnapshot, NodeView} from '../../lab/snapshot.ts';
import type {InspectorPage, MenuName, MenuState} from '../state/ui-state.ts';
import {formatSpeed} from '../text/time.ts';
import {stepFault} from './fault-menu.ts';
import {stepTimeline} from './timeline-menu.ts';

export type MenuItem = {
	readonly label: string;
	readonly value: string;
	readonly note?: string;
	/** Why it cannot be taken now. */
	readonly disabledReason?: string;
};

/** What a menu leads to after the answers so far. */
export type MenuStep =
	| {
			readonly type: 'question';
			readonly title: string;
			readonly question: string;
			readonly items: readonly MenuItem[];
			/** The item to begin with. */
			readonly initial: number;
	  }
	/** The command to write into the prompt of a node. */
	| {readonly type: 'command'; readonly node: string; readonly text: string}
	| {readonly type: 'menu'; readonly name: MenuName}
	| {readonly type: 'copy'; readonly text: string}
	| {readonly type: 'speed'; readonly speed: number}
	| {readonly type: 'inspect'; readonly page: InspectorPage}
	| {readonly type: 'travel'; readonly to: Destination};

export const speeds: readonly number[] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

const titles: Readonly<Record<MenuName, string>> = {
	main: 'Menu',
	init: 'Start a swarm',
	join: 'Join a swarm',
	rotate: 'Rotate',
	promote: 'Promote a worker',
	demote: 'Demote a manager',
	availability: 'Availability of a node',
	leave: 'Leave a swarm',
	fault: 'Break something',
	serve: 'Docker from outside',
	speed: 'Speed of time',
	look: 'Look closer',
	timeline: 'Another moment',
};

type Context = {readonly snapshot: LabSnapshot; readonly selected: string};

/** The next question of a menu, or where its answers lead. */
export function stepMenu({name, answers}: MenuState, context: Context): MenuStep {
	const [first, second, third] = answers;
	switch (name) {
		case 'main':
			return first === undefined ? mainQuestion() : {type: 'menu', name: first as MenuName};
		case 'init':
			return stepInit(context, first, second);
		case 'join':
			return stepJoin(context, first, second, third);
		case 'rotate':
			return stepRotate(context, first);
		case 'promote':
			return first === undefined
				? ask(name, 'Which worker?', promotable(context), context)
				: onManager(context, first, `docker node promote ${first}`);
		case 'demote':
			return first === undefined
				? ask(name, 'Which manager?', demotable(context), context)
				: onManager(context, first, `docker node demote ${first}`);
		case 'availability':
			return stepAvailability(context, first, second);
		case 'leave':
			return stepLeave(context, first);
		case 'fault':
			return askFault(context, answers);
		case 'serve':
			return stepServe(context, first);
		case 'speed':
			return first === undefined ? speedQuestion(context) : {type: 'speed', speed: Number(first)};
		case 'look':
			return first === undefined ? lookQuestion(context) : {type: 'inspect', page: first as InspectorPage};
		case 'timeline':
			return askMoment(context, answers);
	}
}

function ask(name: MenuName, question: string, items: readonly MenuItem[], {selected}: Context): MenuStep {
	const isFree = ({disabledReason}: MenuItem) => disabledReason === undefined;
	const preferred = items.findIndex(item => item.value === selected && isFree(item));
	return {
		type: 'question',
		title: titles[name],
		question,
		items,
		initial: preferred === -1 ? Math.max(0, items.findIndex(isFree)) : preferred,
	};
}

function mainQuestion(): MenuStep {
	const items = (
		[
			['init', 'a node that is in no swarm makes a new one'],
			['join', 'a node becomes a worker or a manager'],
			['promote', 'a worker becomes a manager'],
			['demote', 'a manager becomes a worker'],
			['availability', 'active, pause or drain'],
			['rotate', 'a join token'],
			['leave', 'a node goes out of its swarm'],
			['fault', 'stop, cut off, divide, start, heal'],
			['look', 'closer: a certificate, tokens, the root CA, messages'],
			['speed', 'of the virtual time'],
			['timeline', 'undo, another moment, another branch'],
			['serve', 'sockets for docker outside of the lab'],
		] as const
	).map(([value, note]) => ({label: value, value, note}));
	return {type: 'question', title: titles.main, question: 'What next?', items, initial: 0};
}

function stepInit(context: Context, node: string | undefined, address: string | undefined): MenuStep {
	const {nodes} = context.snapshot;
	if (node === undefined) return ask('init', 'On which node?', nodes.map(outsideItem), context);
	const addresses = nodes.find(({name}) => name === node)?.addresses ?? [];
	if (addresses.length < 2) return {type: 'command', node, text: 'docker swarm init'};
	if (address !== undefined) return {type: 'command', node, text: `docker swarm init --advertise-addr ${address}`};
	const items = addresses.map(entry => ({label: entry.address, value: entry.address, note: entry.interface}));
	return ask('init', `At which address shall the others reach ${node}?`, items, context);
}

function stepJoin(
	context: Context,
	node: string | undefined,
	role: string | undefined,
	through: string | undefined,
): MenuStep {
	const {snapshot} = context;
	if (node === undefined) return ask('join', 'Which node?', snapshot.nodes.map(outsideItem), context);
	if (role === undefined) {
		const roles = [
			{label: 'worker', value: 'worker', note: 'runs tasks'},
			{
				label: 'manager',
				value: 'manager',
				note: 'keeps the state of the swarm with the other managers, and runs tasks',
			},
		];
		return ask('join', `Which role for ${node}?`, roles, context);
	}
	if (through === undefined)
		return ask('join', 'Through which manager?', snapshot.nodes.filter(isManager).map(managerItem(snapshot)), context);
	const manager = snapshot.nodes.find(({name}) => name === through);
	const cluster = snapshot.clusters[manager?.cluster ?? 0];
	const token = cluster?.tokens[role === 'manager' ? 'manager' : 'worker'].token ?? '';
	const address =
		manager === undefined || manager.isLeader ? cluster?.joinAddress : `${manager.addresses[0]?.address}:2377`;
	return {type: 'command', node, text: `docker swarm join --token ${token} ${address ?? ''}`};
}

function stepRotate(context: Context, what: string | undefined): MenuStep {
	if (what === undefined) {
		const items = [
			{label: 'worker token', value: 'worker', note: 'the old one lets nobody in any more; members stay'},
			{label: 'manager token', value: 'manager', note: 'the old one lets nobody in any more; members stay'},
			{label: 'root CA', value: 'ca', note: 'every node gets a new certificate, both tokens change'},
		];
		return ask('rotate', 'What shall be made anew?', items, context);
	}
	const text = what === 'ca' ? 'docker swarm ca --rotate' : `docker swarm join-token --rotate ${what}`;
	return onManager(context, context.selected, text);
}

function stepAvailability(context: Context, node: string | undefined, availability: string | undefined): MenuStep {
	const {snapshot} = context;
	if (node === undefined) {
		const items = snapshot.nodes.map(each => ({
			...memberItem(each),
			note: each.availability ?? each.role,
		}));
		return ask('availability', 'Which node?', items, context);
	}
	if (availability === undefined) {
		const now = snapshot.nodes.find(({name}) => name === node)?.availability;
		const items = [
			{label: 'active', value: 'active', note: 'takes tasks'},
			{label: 'pause', value: 'pause', note: 'keeps its tasks, takes no new ones'},
			{label: 'drain', value: 'drain', note: 'its tasks go elsewhere'},
		].map(item => (item.value === now ? {...item, disabledReason: 'as it is now'} : item));
		return ask('availability', `What shall ${node} be?`, items, context);
	}
	return onManager(context, node, `docker node update --availability ${availability} ${node}`);
}

function stepLeave(context: Context, node: string | undefined): MenuStep {
	const {nodes} = context.snapshot;
	if (node === undefined) {
		const items = nodes.map(each => ({
			...memberItem(each),
			note: isManager(each) ? 'manager: needs --force' : each.role,
		}));
		return ask('leave', 'Which node?', items, context);
	}
	const isForced = nodes.some(each => each.name === node && isManager(each));
	return {type: 'command', node, text: `docker swarm leave${isForced ? ' --force' : ''}`};
}

/** Faults are done to the lab: any terminal will do. */
function askFault(context: Context, answers: readonly string[]): MenuStep {
	const step = stepFault(context.snapshot, answers);
	if ('text' in step) return {type: 'command', node: context.selected, text: step.text};
	return ask('fault', step.question, step.items, context);
}

const NO_SOCKETS = 'off';

/** Sockets are made by a command, as everything is; once they are there, their addresses can be copied. */
function stepServe(context: Context, answer: string | undefined): MenuStep {
	const {sockets} = context.snapshot;
	const node = context.selected;
	if (!sockets) return {type: 'command', node, text: 'serve'};
	if (answer === NO_SOCKETS) return {type: 'command', node, text: 'serve off'};
	if (answer !== undefined) return {type: 'copy', text: sockets.exports[answer] ?? ''};
	const items = Object.entries(sockets.exports).map(([name, text]) => ({
		label: name,
		value: name,
		note: `copy ${text}`,
	}));
	const off = {label: 'off', value: NO_SOCKETS, note: 'takes the sockets away'};
	return ask('serve', 'Whose address shall be copied?', [...items, off], context);
}

const looks: readonly (readonly [page: InspectorPage, label: string, note: string])[] = [
	['certificate', 'certificate', 'of the selected node: chain, fields, renewal, PEM (c)'],
	['tokens', 'join tokens', 'their halves, and who holds an old one (T)'],
	['root', 'root CA', "and each node's progress while it is rotated (r)"],
	['messages', 'messages', 'joins, renewals and elections, step by step (M)'],
];

function lookQuestion(context: Context): MenuStep {
	const isEmpty = context.snapshot.clusters.length === 0;
	const items = looks.map(([value, label, note]) => ({
		label,
		value,
		note,
		...(isEmpty && value !== 'messages' ? {disabledReason: 'there is no swarm yet'} : {}),
	}));
	return ask('look', 'At what?', items, context);
}

function askMoment(context: Context, answers: readonly string[]): MenuStep {
	const step = stepTimeline(context.snapshot, answers);
	if ('to' in step) return {type: 'travel', to: step.to};
	return ask('timeline', step.question, step.items, context);
}

function speedQuestion(context: Context): MenuStep {
	const {speed} = context.snapshot.clock;
	const meanings = [
		'real time',
		'a minute in 6 s',
		'an hour in 36 s',
		'a day in 86 s',
		'a day in 9 s',
		'a month in 26 s',
		'90 days in 8 s',
	];
	const items = speeds.map((each, index) => ({
		label: formatSpeed(each),
		value: String(each),
		note: meanings[index],
	}));
	const question: MenuStep = {
		type: 'question',
		title: titles.speed,
		question: 'How fast?',
		items,
		initial: Math.max(0, speeds.indexOf(speed)),
	};
	return question;
}

function isManager(node: NodeView): boolean {
	return node.role === 'manager' && node.state === 'active';
}

function outsideItem({name, state, role, isRunning, addresses}: NodeView): MenuItem {
	const isOutside = state === 'inactive' && role === undefined;
	const disabledReason = !isRunning ? 'stopped' : isOutside ? undefined : 'in a swarm already';
	return {label: name, value: name, note: addresses[0]?.address, disabledReason};
}

function memberItem({name, role, isRunning}: NodeView): MenuItem {
	const disabledReason = role === undefined ? 'in no swarm' : isRunning ? undefined : 'stopped';
	return {label: name, value: name, disabledReason};
}

function managerItem({clusters}: LabSnapshot) {
	return (node: NodeView): MenuItem => {
		const {addresses, isLeader, isRunning, cluster, name} = node;
		const letter = clusters.length > 1 ? `swarm ${clusters[cluster ?? 0]?.letter}, ` : '';
		return {
			label: name,
			value: name,
			note: `${letter}${addresses[0]?.address}:2377${isLeader ? ', leader' : ''}`,
			disabledReason: isRunning ? undefined : 'stopped',
		};
	};
}

function promotable({snapshot}: Context): MenuItem[] {
	return snapshot.nodes.map(node => ({
		...memberItem(node),
		...(node.role === 'manager' ? {disabledReason: 'a manager already'} : {}),
	}));
}

function demotable({snapshot}: Context): MenuItem[] {
	return snapshot.nodes.map(node => {
		const cluster: ClusterView | undefined = node.cluster === undefined ? undefined : snapshot.clusters[node.cluster];
		const reason =
			node.role === 'worker' ? 'a worker already' : cluster?.quorum.managers === 1 ? 'the only manager' : undefined;
		return {
			...memberItem(node),
			...(reason === undefined ? {} : {disabledReason: reason}),
			note: node.isLeader ? 'leader' : undefined,
		};
	});
}

/** Only a manager can run it: the selected node if it is one of the same swarm, else the leader. */
function onManager({snapshot, selected}: Context, target: string, text: string): MenuStep {
	const find = (name: string | undefined) => snapshot.nodes.find(node => node.name === name);
	const chosen = find(selected);
	const cluster = snapshot.clusters[find(target)?.cluster ?? 0];
	const isFit =
		chosen !== undefined && isManager(chosen) && chosen.isRunning && snapshot.clusters[chosen.cluster ?? 0] === cluster;
	return {type: 'command', node: isFit ? selected : (cluster?.leader ?? selected), text};
}
