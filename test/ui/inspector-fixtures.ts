import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import type {
	CertificateChain,
	Conversation,
	RootProgress,
	RootStage,
	RootTrust,
	TokenUse,
} from '../../source/lab/inspection.ts';
import type {ClusterView, NodeView} from '../../source/lab/snapshot.ts';
import {joinCommand, type OpenLab, openLab} from '../lab/open-lab.ts';
import {aCluster, aFixture, aGossip, aMember, type Fixture, start} from './fixtures.ts';

const day = 86_400_000;

/** What a lab showed and answered at some moment, as data. */
type Moment = Pick<Fixture, 'snapshot' | 'terminals' | 'lists'> & {
	readonly chains: Readonly<Record<string, CertificateChain>>;
	readonly trust: Readonly<Record<string, RootTrust>>;
	readonly tokens: Readonly<Record<string, TokenUse>>;
	readonly conversations: readonly Conversation[];
};

/** Three managers and a worker, a join that is refused, a rotated token, and a leader that stopped. */
async function liveBusyDay(opened: OpenLab): Promise<void> {
	const {run, pass} = opened;
	await run('node1', 'docker swarm init');
	await run('node2', joinCommand(opened, 'manager'));
	await run('node3', joinCommand(opened, 'manager').replace('4.11', '4.12'));
	await run('node4', joinCommand(opened, 'worker'));
	const old = joinCommand(opened, 'worker');
	await run('node1', 'OLD=$(docker swarm join-token -q worker)');
	await run('node1', 'docker swarm join-token --rotate worker');
	await run('node5', old);
	await pass(20_000);
	await run('node1', 'stop node1');
	await pass(30_000);
}

async function takeMoment(): Promise<Moment> {
	const opened = openLab({seed: '7'});
	await liveBusyDay(opened);
	const {lab} = opened;
	const snapshot = lab.snapshot();
	const record = <Value>(names: readonly string[], ask: (name: string) => Value | undefined) =>
		Object.fromEntries(
			names.flatMap(name => {
				const answer = ask(name);
				return answer === undefined ? [] : [[name, answer] as const];
			}),
		);
	const nodes = snapshot.nodes.map(({name}) => name);
	const clusters = snapshot.clusters.map(({id}) => id);
	return {
		snapshot,
		terminals: record(nodes, lab.terminal),
		lists: record(nodes, lab.list),
		chains: record(nodes, lab.inspect.certificate),
		trust: record(clusters, lab.inspect.rootTrust),
		tokens: record(clusters, lab.inspect.tokens),
		conversations: lab.inspect.conversations(),
	};
}

/** Kept, so that the pictures stand still while the simulation moves on; without the file it is taken anew. */
const file = new URL('busy-day.json', import.meta.url);

export async function takeBusyDay(): Promise<Fixture> {
	if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(await takeMoment(), undefined, '\t')}\n`);
	const moment = JSON.parse(readFileSync(file, 'utf8')) as Moment;
	const {snapshot, terminals, lists, chains, trust, tokens, conversations} = moment;
	return {
		snapshot,
		terminals,
		lists,
		advice: {},
		inspect: {
			certificate: node => chains[node],
			rootTrust: id => trust[id],
			tokens: id => tokens[id],
			conversations: () => conversations,
		},
	};
}

const members: readonly NodeView[] = [
	aMember(0, 'manager', {isLeader: true}),
	aMember(1, 'manager'),
	aMember(2, 'manager'),
	aMember(3, 'worker'),
	aMember(4, 'worker', {isRunning: false, state: 'inactive', status: 'down'}),
];

const progress = (node: string, stage: RootStage, status: RootProgress['status'] = 'ready'): RootProgress => ({
	node,
	stage,
	status,
});

const oldRoot = {digest: '1fae'.repeat(16), notBefore: start, notAfter: start + 7300 * day};
const newRoot = {digest: '9c04'.repeat(16), notBefore: start + 30 * day, notAfter: start + 7330 * day};

function rotation(trust: RootTrust, change: Partial<ClusterView>): Fixture {
	return aFixture({
		nodes: members,
		clusters: [aCluster(members, {gossip: aGossip(start + 30 * day + 3_600_000, 59), ...change})],
		elapsed: 30 * day + 12_000,
		inspect: {rootTrust: () => trust},
	});
}

/** A root rotation that one node holds up. */
export const rotatingRoot = rotation(
	{
		root: oldRoot,
		target: newRoot,
		nodes: [
			progress('node1', 'renewed'),
			progress('node2', 'signing'),
			progress('node3', 'asked'),
			progress('node4', 'old'),
			progress('node5', 'asked', 'down'),
		],
	},
	{rootRotation: {digest: newRoot.digest, nodes: 5, renewed: 1, missing: ['node5']}},
);

/** It is over, and one node has not heard yet that it is. */
export const rotatedRoot = rotation(
	{
		root: newRoot,
		nodes: ['node1', 'node2', 'node3', 'node4', 'node5'].map(name =>
			progress(name, name === 'node5' ? 'renewed' : 'trusts'),
		),
	},
	{},
);

const aged = (index: number, days: number, change: Partial<NodeView> = {}): NodeView => {
	const node = aMember(index, index < 3 ? 'manager' : 'worker', change);
	const {certificate} = node;
	if (certificate === undefined) return node;
	const {notBefore, notAfter, renewFrom, renewUntil, renewAt} = certificate;
	const shift = -days * day;
	return {
		...node,
		certificate: {
			...certificate,
			notBefore: notBefore + shift,
			notAfter: notAfter + shift,
			renewFrom: renewFrom + shift,
			renewUntil: renewUntil + shift,
			renewAt: renewAt + shift,
			...(days > 72 ? {renewAt: start + 3_600_000} : {}),
		},
	};
};

const agedNodes = [
	aged(0, 0, {isLeader: true}),
	aged(1, 50),
	aged(2, 80),
	aged(3, 95, {status: 'down', keysBehind: 2}),
	aged(4, 60, {isRunning: false, state: 'inactive', status: 'down'}),
];

/** Certificates in every state: fresh, in the window, overdue, expired, and of a stopped engine. */
export const oldCertificates = aFixture({
	nodes: agedNodes,
	clusters: [aCluster(agedNodes, {isLocked: true})],
});
