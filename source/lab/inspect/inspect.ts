import type {Sim} from '../../engine/engine.ts';
import type {Conversation, Inspection} from '../inspection.ts';
import type {Terminal} from '../terminal.ts';
import {findLeader} from '../views.ts';
import {viewChain} from './certificate-chain.ts';
import {viewConversations} from './conversations.ts';
import {viewRootTrust} from './root-trust.ts';
import {viewTokenUse} from './token-use.ts';

type Surroundings = {
	/** Asked anew each time: going back in time makes another one. */
	readonly sim: () => Sim;
	readonly terminals: () => readonly Terminal[];
	/** Counts whatever may have changed what somebody sees. */
	readonly version: () => number;
};

type Kept = {readonly version: number; readonly text: string; readonly value: unknown};

/** Answers each question once per version of the lab; an answer that says the same stays the same object. */
export function createInspection({sim, terminals, version}: Surroundings): Inspection {
	const kept = new Map<string, Kept>();
	const keep = <Value>(question: string, make: () => Value): Value => {
		const old = kept.get(question);
		if (old?.version === version()) return old.value as Value;
		const value = make();
		const text = JSON.stringify(value) ?? '';
		const same = old?.text === text ? (old.value as Value) : value;
		kept.set(question, {version: version(), text, value: same});
		return same;
	};
	let conversations: readonly Conversation[] = [];
	return {
		certificate: node =>
			keep(`certificate ${node}`, () => {
				const host = sim().hosts[node];
				return host && viewChain(sim(), host);
			}),
		rootTrust: cluster =>
			keep(`root ${cluster}`, () => {
				const store = findLeader(sim(), cluster)?.swarm?.manager?.store;
				return store && viewRootTrust(sim(), store);
			}),
		tokens: cluster => keep(`tokens ${cluster}`, () => viewTokenUse(sim(), terminals(), cluster)),
		conversations() {
			const next = viewConversations(sim());
			const isSame = next.length === conversations.length && next.every((one, index) => one === conversations[index]);
			if (!isSame) conversations = next;
			return conversations;
		},
	};
}
