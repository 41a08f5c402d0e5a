import type {ApiResponse} from '../api/message.ts';
import type {Exchange, Sim} from './engine.ts';

/** Hands a response out of the simulation. */
export const reply = (sim: Sim, {id}: Exchange, response: ApiResponse): void => {
	sim.outbox.push({request: id, response});
};
