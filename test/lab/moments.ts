/** Everything there is at a moment, as text: two moments that read the same are the same. */
import {advance, createPresent, type Present} from '../../source/lab/present.ts';
import type {Branch, Input, Position, Session} from '../../source/lab/session.ts';
import {certificatePem} from '../../source/pki/pem.ts';
import type {Event} from '../../source/simulation/simulation.ts';

/** Machines with their certificates and stores, network, journal, what is still to happen, terminals, files. */
export function describeMoment({world: {sim}, terminals, files, history, inputs}: Present): string {
	const isCurrent = ({host, timer, sequence, scope, generation}: Event) => {
		const on = sim.hosts[host];
		if (timer !== undefined && on?.timers[timer] !== sequence) return false;
		return scope === undefined || (on?.scopes[scope] ?? 0) === generation;
	};
	return JSON.stringify(
		{
			now: sim.now,
			inputs,
			hosts: sim.hosts,
			// The machines hold orders; these are the bytes that are made of them.
			certificates: Object.values(sim.hosts).map(
				({swarm}) => swarm?.credentials && certificatePem(swarm.credentials.certificate),
			),
			links: sim.links,
			journal: sim.journal,
			sequence: sim.sequence,
			// Events that will not happen may lie about for a while.
			queue: sim.queue.filter(isCurrent).toSorted((a, b) => a.at - b.at || a.sequence - b.sequence),
			terminals: [...terminals.values()]
				.filter(({lines}) => lines.length > 0)
				.map(({node, lines, unfinished, partial, running, shells}) => ({
					node,
					lines,
					unfinished,
					partial,
					isRunning: running !== undefined,
					shells: shells.map(({node: host, state}) => [host, [...state.variables], [...state.exported], state.status]),
				}))
				.toSorted((a, b) => a.node.localeCompare(b.node)),
			files: [...files].map(([node, own]) => [node, [...own]]),
			history,
		},
		null,
		'\t',
	);
}

/** The same inputs again from the beginning, without screen, clock or checkpoints. */
export async function replay({beginning}: Session, {inputs}: Pick<Branch, 'inputs'>, to: Position): Promise<Present> {
	const present = createPresent(beginning);
	const wanted: readonly Input[] = inputs.slice(0, to.inputs);
	while ((await advance(present, wanted, to.at, () => false)) !== 'done');
	return present;
}
