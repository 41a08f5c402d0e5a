/** A lab on a clock that the test moves: nothing sleeps, and nothing happens by itself. */
import {createLab, type LabOptions} from '../../source/lab/lab.ts';
import type {TerminalLine} from '../../source/lab/snapshot.ts';
import {scenarioStart} from '../../source/lab/world.ts';

type Timer = {readonly at: number; readonly then: () => void};

/** `cost`: how much real time each look at the clock takes, so that long work shows as such. */
export function createRealTime(cost = 0) {
	let now = 0;
	let looks = 0;
	const timers = new Set<Timer>();
	/** Lets everything that is under way come to rest: promises and what they lead to. */
	const settle = async (): Promise<void> => {
		for (let still = 0; still < 3; still++) {
			const before = looks;
			await new Promise(resolve => setImmediate(resolve));
			if (looks !== before) still = -1;
		}
	};
	return {
		realTime: {
			now: () => {
				looks++;
				now += cost;
				return now;
			},
			after: (ms: number, then: () => void) => {
				const timer = {at: now + ms, then};
				timers.add(timer);
				return () => void timers.delete(timer);
			},
		},
		/** Lets real time pass, timers going off on the way. */
		pass: async (ms: number): Promise<void> => {
			const until = now + ms;
			await settle();
			for (;;) {
				const [next] = [...timers].filter(timer => timer.at <= until).toSorted((a, b) => a.at - b.at);
				if (!next) break;
				timers.delete(next);
				now = Math.max(now, next.at);
				next.then();
				await settle();
			}
			now = Math.max(now, until);
		},
		/** How long until the next timer goes off; undefined: none is set. */
		nextIn: (): number | undefined =>
			timers.size === 0 ? undefined : Math.max(0, Math.min(...[...timers].map(timer => timer.at)) - now),
	};
}

export type OpenLab = ReturnType<typeof openLab>;

export function openLab({cost = 0, ...options}: Partial<LabOptions> & {readonly cost?: number} = {}) {
	const time = createRealTime(cost);
	const lab = createLab({
		seed: '1',
		startedAt: scenarioStart,
		nodes: 5,
		realTime: time.realTime,
		...options,
	});
	const {pass} = time;
	/** What a terminal has shown, a mark before each line: `$` command, `|` output, `!` errors, `?` hint, `-` note. */
	const marks: Record<TerminalLine['type'], string> = {command: '$', stdout: '|', stderr: '!', hint: '?', note: '-'};
	const shown = (node: string): string[] => lab.terminal(node).map(({type, text}) => `${marks[type]} ${text}`);
	/** Types into a terminal and lets time pass until it is idle again; what was shown for it, command excluded. */
	const run = async (node: string, text: string): Promise<string[]> => {
		const before = lab.terminal(node).length;
		lab.type(node, text);
		for (let count = 0; count < 1000 && lab.isBusy(node); count++) await pass(100);
		if (lab.isBusy(node)) throw new Error(`${node} is still busy with ${text}`);
		return shown(node).slice(before + 1);
	};
	const clock = () => lab.snapshot().clock;
	return {lab, time, pass, shown, run, clock};
}

/** A token as the lab's snapshot shows it. */
export const tokenOf = ({lab}: OpenLab, role: 'worker' | 'manager'): string => {
	const token = lab.snapshot().clusters[0]?.tokens[role].token;
	if (token === undefined) throw new Error('there is no swarm');
	return token;
};

export const joinCommand = (opened: OpenLab, role: 'worker' | 'manager'): string =>
	`docker swarm join --token ${tokenOf(opened, role)} 172.31.4.11:2377`;
