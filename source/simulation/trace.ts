import type {Simulation} from './simulation.ts';

/**
A message between machines, kept for whoever wants to see it. Nothing in the simulation looks at it again, so that
with it and without it the same happens.
*/
export type TracedMessage = {
	/** Unit: milliseconds since 1970. */
	readonly at: number;
	readonly arrivesAt: number;
	readonly from: string;
	/** A machine's name, or an address that no machine has. The sender itself: a call inside of one machine. */
	readonly to: string;
	/** What becomes of it, as far as it can be known when it is sent. */
	readonly fate: 'arrives' | 'refused' | 'unreachable' | 'silent';
	/** What it is part of: a machine's name, or an election. */
	readonly about: string;
	readonly kind: 'request' | 'answer' | 'push' | 'raft';
	/** The method called, or the type of a Raft message. */
	readonly what: string;
	/** Immutable; put into words only when somebody looks. */
	readonly content: unknown;
};

/** At least this many of the newest are kept. */
export const TRACE_MAX = 400;

export function trace(sim: Simulation, message: TracedMessage): void {
	if (sim.trace.length === 2 * TRACE_MAX) sim.trace.splice(0, TRACE_MAX);
	sim.trace.push(message);
}
