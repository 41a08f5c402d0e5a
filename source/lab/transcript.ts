import {advance, createPresent} from './present.ts';
import {type Beginning, currentBranch, type Session} from './session.ts';
import type {TerminalLine} from './snapshot.ts';

/** A line that a terminal has shown, and when. */
export type Shown = TerminalLine & {
	/** Unit: milliseconds since 1970, virtual. */
	readonly at: number;
	readonly node: string;
};

/** Lives a session again from its beginning, as fast as it can, and hands out what its terminals showed. */
export async function replaySession(session: Session, onShown: (line: Shown) => void): Promise<void> {
	const present = createPresent(session.beginning);
	const {inputs, end} = currentBranch(session);
	const seen = new Map<string, TerminalLine>();
	present.changed = () => {
		for (const {node, lines} of present.terminals.values()) {
			const last = seen.get(node);
			const more = last ? lines.slice(lines.lastIndexOf(last) + 1) : lines;
			for (const line of more) onShown({at: present.world.sim.now, node, ...line});
			const newest = lines.at(-1);
			if (newest) seen.set(node, newest);
		}
	};
	while ((await advance(present, inputs, end, () => false)) !== 'done');
}

/** As the terminals showed it, one after the other; a line of its own says where and when, as often as that changes. */
export function formatShown({startedAt}: Beginning): (line: Shown) => string {
	let place = '';
	return ({at, node, type, text}) => {
		const seconds = Math.floor((at - startedAt) / 1000);
		const next = `# ${node} +${seconds}s`;
		const isNew = type === 'command' ? next !== place : !place.startsWith(`# ${node} `);
		if (isNew) place = next;
		return `${isNew ? `${next}\n` : ''}${text}\n`;
	};
}
