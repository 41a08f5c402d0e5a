import {type Handlers, note, on, type Simulation, setTimer, signal} from '../simulation/simulation.ts';
import type {RootCa} from './objects.ts';
import {hasIssuer, isSameIssuer, isSameRoot, issuerInfo, targetOf} from './root-ca.ts';
import type {SwarmHost} from './state.ts';
import {type Change, read, type Store, theCluster, update} from './store.ts';
import {rotateTokens} from './tokens.ts';
import {type Write, write} from './transactions.ts';

/**
Brings a rotation of the root CA to its end: tells nodes to get new certificates, some at a time, until every one
has reported the new issuer; then the new root takes the place of the old one. Runs on the leader.
(SwarmKit ca/reconciler.go)
*/
type Sim = Simulation<SwarmHost>;

const BATCH_MAX = 30;
const INTERVAL_MS = 3000;

const due = signal<null>('reconciler.due');

/** A node that has been told, or asked by itself, is on its way. */
const isUnderWay = (state: string): boolean => ['renew', 'pending', 'rotate'].includes(state);

type Batch = {readonly nodes: readonly {readonly id: string; readonly version: number}[]};

const tellNodes: Write<Batch, null> = {
	name: 'reconciler.tell-nodes',
	run(draft, {nodes}) {
		for (const {id, version} of nodes) {
			const node = read(draft, 'nodes', id);
			// Written meanwhile: it is told with the next batch, if need be.
			if (!node || node.meta.version !== version) continue;
			update(draft, 'nodes', {...node, certificate: {...node.certificate, state: 'rotate'}});
		}
		return null;
	},
};

const finish: Write<{readonly expected: RootCa}, null> = {
	name: 'reconciler.finish',
	run(draft, {expected}, {sim, host}) {
		const cluster = theCluster(draft.store);
		// Another root was aimed at meanwhile: that rotation ends by itself.
		if (!cluster?.rootCa.rotation || !isSameRoot(cluster.rootCa, expected)) return null;
		const {lastForcedRotation} = cluster.rootCa;
		const {certificate, key} = cluster.rootCa.rotation;
		const tokens = rotateTokens(sim, cluster.id, certificate, cluster.rootCa);
		update(draft, 'clusters', {...cluster, rootCa: {certificate, key, lastForcedRotation, ...tokens}});
		note(sim, host, 'ca', 'every node has a certificate of the new root CA: it takes the place of the old one');
		note(sim, host, 'token', 'drew both join tokens anew: they carry the new root’s digest, and the old ones are dead');
		return null;
	},
};

export const reconcilerWrites = [tellNodes, finish] as const;

/** The nodes that have not reported a certificate of the root that is aimed at. */
export function unconvergedNodes(store: Store) {
	const cluster = theCluster(store);
	if (!cluster?.rootCa.rotation) return [];
	const wanted = issuerInfo(targetOf(cluster.rootCa));
	return Object.values(store.nodes).filter(node => !hasIssuer(node, wanted));
}

function reconcile(sim: Sim, host: SwarmHost): void {
	const manager = host.swarm?.manager;
	const expected = manager?.leader?.rotating;
	const cluster = manager && theCluster(manager.store);
	if (!expected || !cluster?.rootCa.rotation) return;
	const unconverged = unconvergedNodes(manager.store);
	if (unconverged.length === 0) return write(sim, host, finish, {expected});
	const told = unconverged
		.filter(({certificate}) => !isUnderWay(certificate.state))
		.toSorted((a, b) => (a.id < b.id ? -1 : 1))
		.slice(0, BATCH_MAX);
	if (told.length > 0) {
		const count = told.length === 1 ? 'one node' : `${told.length} nodes`;
		note(sim, host, 'ca', `tells ${count} to get a certificate of the new root CA`);
		write(sim, host, tellNodes, {nodes: told.map(({id, meta}) => ({id, version: meta.version}))});
	}
	setTimer(sim, host, 'leader', 'reconciler', INTERVAL_MS, due, null);
}

/** Begins where the root that is aimed at is another than before; goes on undisturbed where it is the same. */
function follow(sim: Sim, host: SwarmHost, rootCa: RootCa): void {
	const leader = host.swarm?.manager?.leader;
	if (!leader) return;
	const {aim} = leader;
	const now = issuerInfo(targetOf(rootCa));
	if (aim && isSameIssuer(aim, now)) return;
	leader.aim = now;
	if (!rootCa.rotation) return;
	leader.rotating = rootCa;
	setTimer(sim, host, 'leader', 'reconciler', 0, due, null);
}

export function startReconciler(sim: Sim, host: SwarmHost): void {
	const cluster = host.swarm?.manager && theCluster(host.swarm.manager.store);
	if (cluster) follow(sim, host, cluster.rootCa);
}

export function watchRootCa(sim: Sim, host: SwarmHost, changes: readonly Change[]): void {
	for (const change of changes)
		if (change.table === 'clusters' && change.action === 'update') follow(sim, host, change.object.rootCa);
}

export const reconcilerHandlers: Handlers<SwarmHost> = on(due, (sim: Sim, host: SwarmHost) => reconcile(sim, host));
