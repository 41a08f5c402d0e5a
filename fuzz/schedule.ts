import {randomFraction, randomInteger} from '../source/base/random.ts';
import type {Fault} from '../source/lab/faults.ts';
import type {Role} from '../source/swarm/objects.ts';

/** Something that is done to a swarm. `via` is the node whose engine is asked. */
export type Action =
	| Fault
	/** `docker node update --label-add LABEL=1 NODE` */
	| {readonly type: 'label'; readonly via: string; readonly node: string; readonly label: string}
	| {readonly type: 'create-network' | 'remove-network'; readonly via: string; readonly network: string}
	| {readonly type: 'rotate-token'; readonly via: string; readonly role: Role}
	| {readonly type: 'promote' | 'demote'; readonly via: string; readonly node: string}
	| {readonly type: 'leave'; readonly node: string}
	| {readonly type: 'join'; readonly via: string; readonly node: string; readonly role: Role};

/** `at` in milliseconds since the swarm stood. */
export type Step = {readonly at: number; readonly action: Action};

/** A swarm's bad day, as data. After the last step everything is started and healed, and left alone. */
export type Schedule = {
	readonly seed: number;
	readonly managers: number;
	readonly workers: number;
	/** Ascending by `at`. */
	readonly steps: readonly Step[];
};

type Pick = {
	readonly below: (bound: number) => number;
	readonly chance: (share: number) => boolean;
	readonly one: <Item>(items: readonly Item[]) => Item;
};

function createPick(seed: number): Pick {
	let ordinal = 0;
	const below = (bound: number) => randomInteger(bound, seed, 'fuzz.schedule', ordinal++);
	return {
		below,
		chance: share => randomFraction(seed, 'fuzz.schedule', ordinal++) < share,
		one: items => items[below(items.length)] as never,
	};
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Races need steps close together, elections some seconds. Share, shortest and longest gap. */
const gaps = [
	[0.3, 0, 0.5 * second],
	[0.2, 0.5 * second, 5 * second],
	[0.4, 5 * second, 40 * second],
	[0.1, 40 * second, 5 * minute],
] as const;
function drawGap({below}: Pick): number {
	const share = below(100) / 100;
	let sum = 0;
	for (const [part, shortest, longest] of gaps) {
		sum += part;
		if (share < sum) return shortest + below(longest - shortest);
	}
	return 0;
}

type Place = {readonly pick: Pick; readonly names: readonly string[]; readonly managers: readonly string[]};

/** A disturbance and what ends it, if anything does before the schedule is over. */
type Trouble = {readonly share: number; readonly draw: (place: Place, ordinal: number) => readonly [Action, Action?]};

/** Managers are hit more often than workers: they are who can do something wrong. */
const victim = ({pick, names, managers}: Place): string => pick.one(pick.chance(0.8) ? managers : names);
const two = ({pick, names}: Place): [string, string] => {
	const a = pick.below(names.length);
	const b = (a + 1 + pick.below(names.length - 1)) % names.length;
	return [names[a] as string, names[b] as string];
};

function drawPartition({pick, names}: Place): Action {
	const count = 2 + pick.below(2);
	const groups = Array.from({length: count}, (): string[] => []);
	for (const name of names) (groups[pick.below(count)] as string[]).push(name);
	return {type: 'partition', groups: groups.filter(group => group.length > 0)};
}

const troubles: readonly Trouble[] = [
	{share: 16, draw: place => stopping(place, 'stop')},
	{share: 6, draw: place => stopping(place, 'shutdown')},
	{share: 6, draw: place => stopping(place, 'power-off')},
	{
		share: 10,
		draw: place => {
			const node = victim(place);
			return [
				{type: 'cut', node},
				{type: 'heal', node},
			];
		},
	},
	{share: 12, draw: place => [drawPartition(place), {type: 'heal-all'}]},
	{
		share: 6,
		draw: place => {
			const [from, to] = two(place);
			return [
				{type: 'block', from, to},
				{type: 'unblock', from, to},
			];
		},
	},
	{
		share: 5,
		draw: place => {
			const [a, b] = two(place);
			const ms = place.pick.one([50, 400, 1500, 4000]);
			return [
				{type: 'latency', a, b, ms},
				{type: 'latency', a, b, ms: 0},
			];
		},
	},
	{
		share: 5,
		draw: place => {
			const [a, b] = two(place);
			const fraction = place.pick.one([0.1, 0.4, 0.8]);
			return [
				{type: 'loss', a, b, fraction},
				{type: 'loss', a, b, fraction: 0},
			];
		},
	},
	{share: 8, draw: place => roleChange(place, 'promote')},
	{share: 9, draw: place => roleChange(place, 'demote')},
	{
		share: 5,
		draw: place => {
			const node = place.pick.one(place.names);
			const role = place.pick.one(['manager', 'worker'] as const);
			return [
				{type: 'leave', node},
				{type: 'join', via: victim(place), node, role},
			];
		},
	},
];

function stopping(place: Place, type: 'stop' | 'shutdown' | 'power-off'): readonly [Action, Action] {
	const node = victim(place);
	return [
		{type, node},
		{type: 'start', node},
	];
}

const roleChange = (place: Place, type: 'promote' | 'demote'): readonly [Action] => [
	{type, via: victim(place), node: place.pick.one(place.names)},
];

function drawWrite(place: Place, ordinal: number): Action {
	const {pick, names, managers} = place;
	const via = pick.one(managers);
	if (pick.chance(0.7)) return {type: 'label', via, node: pick.one(names), label: `w${ordinal}`};
	if (pick.chance(0.3)) return {type: 'rotate-token', via, role: pick.one(['manager', 'worker'] as const)};
	if (pick.chance(0.75)) return {type: 'create-network', via, network: `net${ordinal}`};
	return {type: 'remove-network', via, network: `net${pick.below(ordinal + 1)}`};
}

/** Two who change the same node at the same time, just when trouble comes. */
function drawRivals({pick, names, managers}: Place, at: number, steps: Step[]): void {
	const node = pick.one(names);
	for (let count = 0; count < 2; count++) {
		const label = `w${steps.length}`;
		steps.push({at: Math.max(0, at - pick.below(12)), action: {type: 'label', via: pick.one(managers), node, label}});
	}
}

const totalShare = troubles.reduce((sum, {share}) => sum + share, 0);

function drawTrouble(place: Place, ordinal: number): readonly [Action, Action?] {
	let rest = place.pick.below(totalShare);
	for (const {share, draw} of troubles) {
		if (rest < share) return draw(place, ordinal);
		rest -= share;
	}
	throw new Error('the shares do not add up');
}

/** Now and then days pass, in which certificates are renewed and keys rotate. */
const LULL_SHARE = 0.06;
const LONGEST_LULL_MS = 36 * hour;

/** All is well but for one machine, perhaps: a broken network shows no more in days than in minutes. */
function drawLull({pick, names}: Place, at: number, steps: Step[]): number {
	const off = pick.chance(0.5) ? pick.one(names) : undefined;
	steps.push({at, action: {type: 'heal-all'}});
	for (const node of names) steps.push({at, action: {type: node === off ? 'power-off' : 'start', node}});
	return at + pick.below(LONGEST_LULL_MS);
}

/** The same seed gives the same schedule. */
export function drawSchedule(seed: number): Schedule {
	const pick = createPick(seed);
	const managers = pick.one([3, 3, 5]);
	const workers = 1 + pick.below(3);
	const names = Array.from({length: managers + workers}, (_, index) => `node${index + 1}`);
	const place: Place = {pick, names, managers: names.slice(0, managers)};
	const steps: Step[] = [];
	let at = pick.below(20 * second);
	for (let count = 3 + pick.below(14); count > 0; count--) {
		const [trouble, end] = drawTrouble(place, steps.length);
		steps.push({at, action: trouble});
		if (end && pick.chance(0.85)) steps.push({at: at + drawGap(pick), action: end});
		for (let writes = pick.below(3); writes > 0; writes--)
			steps.push({at: at + pick.below(4 * second), action: drawWrite(place, steps.length)});
		if (pick.chance(0.3)) drawRivals(place, at, steps);
		at += drawGap(pick);
		if (pick.chance(LULL_SHARE)) at = drawLull(place, at, steps);
	}
	return {seed, managers, workers, steps: steps.toSorted((a, b) => a.at - b.at)};
}

function describeAction(action: Action): string {
	switch (action.type) {
		case 'label':
			return `${action.via}$ docker node update --label-add ${action.label}=1 ${action.node}`;
		case 'create-network':
			return `${action.via}$ docker network create -d overlay ${action.network}`;
		case 'remove-network':
			return `${action.via}$ docker network rm ${action.network}`;
		case 'rotate-token':
			return `${action.via}$ docker swarm join-token --rotate ${action.role}`;
		case 'promote':
		case 'demote':
			return `${action.via}$ docker node ${action.type} ${action.node}`;
		case 'leave':
			return `${action.node}$ docker swarm leave --force`;
		case 'join':
			return `${action.node}$ docker swarm join --token (${action.role}) ${action.via}:2377`;
		case 'heal-all':
			return 'heal';
		case 'partition':
			return `partition ${action.groups.map(group => group.join(' ')).join(' | ')}`;
		case 'block':
		case 'unblock':
			return `${action.type} ${action.from} ${action.to}`;
		case 'latency':
			return `latency ${action.a} ${action.b} ${action.ms}ms`;
		case 'loss':
			return `loss ${action.a} ${action.b} ${action.fraction * 100}%`;
		default:
			return `${action.type} ${action.node}`;
	}
}

/** A line per step: when, and the command or fault as one would type it. */
export const describeSchedule = ({managers, workers, steps}: Schedule): string =>
	[
		`a swarm of ${managers} managers and ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
		...steps.map(({at, action}) => `${`+${(at / 1000).toFixed(3)}s`.padStart(12)}  ${describeAction(action)}`),
	].join('\n');
