import type {ApiResponse} from '../api/message.ts';
import type {EngineHost, Exchange, Sim} from './engine.ts';

/** A response, or why there is none: nobody answers, or the engine died with the request. */
export type Reply = ApiResponse | {readonly broken: 'refused' | 'EOF'};

/** After the head of a streamed response, which is one without a body: the pieces of its body, then its end. */
export type Part = {readonly piece: string} | {readonly isOver: true};

/** Hands a response, or the end of one, out of the simulation. */
export function reply(sim: Sim, host: EngineHost, {id}: Pick<Exchange, 'id'>, response: Reply | Part): void {
	delete host.engine.exchanges[id];
	sim.outbox.push({request: id, response});
}

/** Hands out what is not the end of a response. */
export function replyPart(sim: Sim, id: number, part: ApiResponse | Part): void {
	sim.outbox.push({request: id, response: part, goesOn: true});
}

/** The engine's process is gone: every client's connection breaks. */
export function hangUp(sim: Sim, host: EngineHost): void {
	for (const id of Object.keys(host.engine.exchanges)) reply(sim, host, {id: Number(id)}, {broken: 'EOF'});
}

/** A starting engine's API is up. */
export function answerStart(sim: Sim, host: EngineHost): void {
	const {starting = []} = host.engine;
	delete host.engine.starting;
	for (const told of starting) sim.outbox.push({request: told, response: undefined});
}
