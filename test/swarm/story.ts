/** The life of a lab, drawn from a seed: who joins, leaves, is promoted … and when. For tests of what must not matter. */
import type {ApiRequest} from '../../source/api/message.ts';
import {randomInteger} from '../../source/base/random.ts';
import type {Sim} from '../../source/engine/engine.ts';
import {request} from '../../source/engine/routes.ts';
import {passTo} from '../../source/simulation/simulation.ts';
import {theCluster} from '../../source/swarm/store.ts';
import {
	createMachines,
	hostOf,
	leaders,
	listenAnywhere,
	minute,
	type Stepping,
	second,
	stepOnce,
} from '../engine/machines.ts';

const machines = 7;

export type Story = {
	readonly sim: Sim;
	/** Every answer with its time. */
	readonly answers: string[];
	step: number;
};

export const beginStory = (seed: string): Story => ({sim: createMachines(seed, machines), answers: [], step: 0});

type Draw = (bound: number, what: string) => number;
type Words = Partial<Pick<ApiRequest, 'query'>> & {readonly body?: unknown};

/** What somebody might ask next; undefined where nothing can be asked. */
function drawRequest(sim: Sim, draw: Draw): {node: string; request: ApiRequest} | undefined {
	const any = () => `node${1 + draw(machines, 'machine')}`;
	const ask = (node: string, method: ApiRequest['method'], path: string, {query, body}: Words = {}) => ({
		node,
		request: {method, path, query, body: body === undefined ? undefined : JSON.stringify(body)},
	});
	const [leader] = leaders(sim);
	const store = leader === undefined ? undefined : hostOf(sim, leader).swarm?.manager?.store;
	const cluster = store && theCluster(store);
	if (leader === undefined || !store || !cluster) {
		if (Object.values(sim.hosts).some(host => host.engine.membership)) return ask(any(), 'GET', '/info');
		return ask(any(), 'POST', '/swarm/init', {body: listenAnywhere});
	}
	const nodes = Object.values(store.nodes).toSorted((a, b) => (a.id < b.id ? -1 : 1));
	const node = nodes[draw(nodes.length, 'node')];
	const outside = Object.values(sim.hosts).find(host => !host.engine.membership);
	const action = draw(14, 'action');
	if (action < 5 && outside) {
		const JoinToken = cluster.rootCa.tokens[action < 3 ? 'manager' : 'worker'];
		const RemoteAddrs = [`${hostOf(sim, leader).interfaces[0]?.address}:2377`];
		return ask(outside.name, 'POST', '/swarm/join', {body: {...listenAnywhere, RemoteAddrs, JoinToken}});
	}
	if (action < 7) return ask(any(), 'GET', '/nodes');
	if (!node) return undefined;
	const spec = {Labels: {}, Role: node.spec.desiredRole, Availability: node.spec.availability};
	const update = (change: object) =>
		ask(leader, 'POST', `/nodes/${node.id}/update`, {
			query: {version: `${node.meta.version}`},
			body: {...spec, ...change},
		});
	if (action === 7 || action === 8) return update({Role: 'manager'});
	if (action === 9) return update({Role: 'worker'});
	if (action === 10) return update({Availability: 'drain', Labels: {step: `${draw(9, 'label')}`}});
	if (action === 11) return ask(leader, 'DELETE', `/nodes/${node.id}`);
	if (action === 12) return ask(any(), 'POST', '/swarm/leave', {query: {force: '1'}});
	return ask(any(), 'GET', '/info');
}

/** Goes on for some steps, each of up to a minute; now and then an hour of nothing. */
export function tell({sim, answers, ...story}: Story, steps: number, stepping?: Stepping): Story {
	let {step} = story;
	for (const last = step + steps; step < last; step++) {
		const draw: Draw = (bound, what) => randomInteger(bound, sim.seed, `story.${what}`, step);
		const asked = drawRequest(sim, draw);
		if (asked) request(sim, hostOf(sim, asked.node), {id: step, request: asked.request});
		const until = sim.now + (draw(8, 'pause') === 0 ? 10 * minute : 0) + draw(minute, 'time') + second / 2;
		while (stepOnce(sim, until, stepping)) {
			for (const {request: id, response} of sim.outbox.splice(0)) {
				answers.push(`${sim.now - sim.startedAt} ${id} ${JSON.stringify(response)}`);
			}
		}
		passTo(sim, until);
	}
	return {sim, answers, step};
}

export const journalOf = ({startedAt, journal}: Sim): string[] =>
	journal.map(({at, node, type, text}) => `${at - startedAt} ${node} ${type} ${text}`);

/** What every machine holds that others could see: stores, certificates, terms. */
export const visibleState = (sim: Sim) =>
	Object.values(sim.hosts).map(({name, engine, swarm}) => ({
		name,
		state: engine.membership?.state,
		credentials: swarm?.credentials,
		renewal: swarm?.renewal,
		remotes: swarm?.remotes,
		session: swarm?.agent.session,
		store: swarm?.manager?.store,
		members: swarm?.manager?.members,
		// Only a leader's view of the others is shown to anybody.
		active: swarm?.manager?.leader && swarm.manager.active,
		raft: swarm?.manager?.raft && {
			role: swarm.manager.raft.role,
			term: swarm.manager.raft.currentTerm,
			leader: swarm.manager.raft.leaderId,
			log: swarm.manager.raft.log,
			commitIndex: swarm.manager.raft.commitIndex,
			draws: swarm.manager.raft.electionDraws,
		},
	}));
