import type {Lab} from '../../lab/contract.ts';
import type {LabSnapshot} from '../../lab/snapshot.ts';
import type {Theme} from '../text/theme.ts';
import {readInspected} from './inspected.ts';
import {initialUi, promptOf, type UiState} from './ui-state.ts';
import type {NodeFacts, View} from './view.ts';
import {findDiffering} from './viewpoints.ts';

/** The screen's one store: what the lab last showed, and what the user moved. */
export type Store = {
	readonly get: () => View;
	readonly subscribe: (listener: () => void) => () => void;
	/** The user did something: seen at once. */
	readonly update: (ui: UiState) => void;
	/** The lab was asked for something: what it answers next is seen at once. */
	readonly expectAnswer: () => void;
	readonly resize: () => void;
	readonly close: () => void;
};

export type StoreOptions = {
	readonly lab: Lab;
	readonly theme: Theme;
	readonly size: () => {readonly columns: number; readonly rows: number};
	/** A steady clock. Unit: milliseconds. */
	readonly now: () => number;
};

/** The lab may change a thousand times a second; nobody reads faster than this. Unit: milliseconds. */
const publishEveryMs = 220;
/** While the user waits for an answer. */
const answerEveryMs = 25;
const answerWithinMs = 500;

export function createStore({lab, theme, size, now}: StoreOptions): Store {
	const listeners = new Set<() => void>();
	const snapshot = lab.snapshot();
	let view = build(initialUi(snapshot.nodes[0]?.name ?? ''), snapshot);
	let publishedAt = Number.NEGATIVE_INFINITY;
	let waitsUntil = Number.NEGATIVE_INFINITY;
	let timer: NodeJS.Timeout | undefined;

	function build(ui: UiState, shown: LabSnapshot): View {
		return {snapshot: shown, ui, ...size(), theme, ...readFacts(lab, shown, ui)};
	}
	const set = (next: View) => {
		view = next;
		for (const listener of listeners) listener();
	};
	const publish = () => {
		clearTimeout(timer);
		timer = undefined;
		publishedAt = now();
		set(build(view.ui, lab.snapshot()));
	};
	const onLabChange = () => {
		if (timer !== undefined) return;
		const every = now() < waitsUntil ? answerEveryMs : publishEveryMs;
		const wait = publishedAt + every - now();
		if (wait <= 0) publish();
		else timer = setTimeout(publish, wait);
	};
	const stopListening = lab.subscribe(onLabChange);

	return {
		get: () => view,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		update: ui => set(build(ui, view.snapshot)),
		expectAnswer() {
			waitsUntil = now() + answerWithinMs;
			publishedAt = Number.NEGATIVE_INFINITY;
			if (timer !== undefined) publish();
		},
		resize: () => set(build(view.ui, view.snapshot)),
		close() {
			clearTimeout(timer);
			stopListening();
		},
	};
}

function readFacts(lab: Lab, snapshot: LabSnapshot, ui: UiState): NodeFacts {
	const node = ui.selected;
	const viewed = ui.viewed ?? node;
	return {
		viewed,
		list: lab.list(viewed),
		comparedList: ui.compared === undefined ? undefined : lab.list(ui.compared),
		differing: findDiffering(snapshot, viewed, lab.list),
		terminal: lab.terminal(node),
		prompt: lab.prompt(node),
		host: lab.host(node),
		isBusy: lab.isBusy(node),
		isSecret: lab.isSecret(node),
		advice: lab.advice(node),
		warning: lab.warning(node, promptOf(ui).line.text),
		inspected: readInspected(lab, snapshot, ui),
	};
}
