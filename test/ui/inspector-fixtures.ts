import type {RootProgress, RootStage, RootTrust} from '../../source/lab/inspection.ts';
import type {ClusterView, NodeView} from '../../source/lab/snapshot.ts';
import {joinCommand, type OpenLab, openLab} from '../lab/open-lab.ts';
import {aCluster, aFixture, aGossip, aMember, type Fixture, start} from './fixtures.ts';

const day = 86_400_000;

/** What a real lab shows after a story, as a fixture: its answers are those of that moment. */
async function takeFixture(story: (opened: OpenLab) => Promise<void>): Promise<Fixture> {
	const opened = openLab({seed: '7'});
	const {lab} = opened;
	await story(opened);
	const snapshot = lab.snapshot();
	const names = snapshot.nodes.map(({name}) => name);
	const ofNodes = <Value>(ask: (name: string) => Value) => Object.fromEntries(names.map(name => [name, ask(name)]));
	const ofClusters = <Value>(ask: (id: string) => Value) => new Map(snapshot.clusters.map(({id}) => [id, ask(id)]));
	const chains = ofNodes(lab.inspect.certificate);
	const trust = ofClusters(lab.inspect.rootTrust);
	const tokens = ofClusters(lab.inspect.tokens);
	const conversations = lab.inspect.conversations();
	return {
		snapshot,
		terminals: ofNodes(lab.terminal),
		advice: {},
		lists: ofNodes(lab.list),
		inspect: {
			certificate: node => chains[node],
			rootTrust: id => trust.get(id),
			tokens: id => tokens.get(id),
			conversations: () => conversations,
		},
	};
}

let busyDay: Promise<Fixture> | undefined;

/** Three managers and a worker, a join that is refused, a rotated token, and a leader that stopped. */
export function takeBusyDay(): Promise<Fixture> {
	busyDay ??= takeFixture(async opened => {
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
	});
	return busyDay;
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
