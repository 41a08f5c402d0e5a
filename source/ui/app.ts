import type {Lab} from '../lab/contract.ts';
import type {Effect} from './keys/actions.ts';
import {createStore, type Store} from './state/store.ts';
import type {Step} from './steps/result.ts';
import {stepKey} from './steps/step.ts';
import {takeAnswer} from './steps/step-menu.ts';
import {stepPaste} from './steps/step-prompt.ts';
import type {Key} from './terminal/keys.ts';
import type {Theme} from './text/theme.ts';

/** What only the terminal's side can do. */
export type AppHost = {
	readonly copy: (text: string) => void;
	readonly repaint: () => void;
	readonly suspend: () => void;
	readonly quit: () => void;
};

export type App = {
	readonly store: Store;
	readonly onKey: (key: Key) => void;
	readonly onPaste: (text: string) => void;
	/** An item of the open menu was taken. */
	readonly onChoice: (value: string) => void;
};

export type AppOptions = {
	readonly lab: Lab;
	readonly theme: Theme;
	readonly size: () => {readonly columns: number; readonly rows: number};
	readonly now: () => number;
	readonly host: AppHost;
};

/** Keys in, next screen and effects out: the steps decide, this does. */
export function createApp({lab, theme, size, now, host}: AppOptions): App {
	const store = createStore({lab, theme, size, now});
	const follow = ({ui, effects}: Step) => {
		if (effects.length > 0) store.expectAnswer();
		for (const effect of effects) run(effect, lab, host);
		if (ui !== store.get().ui || effects.length > 0) store.update(ui);
	};
	const context = () => ({view: store.get(), ask: lab, now: now()});
	return {
		store,
		onKey: key => follow(stepKey(key, context())),
		onPaste: text => follow(stepPaste(text, context())),
		onChoice: value => follow(takeAnswer(value, store.get())),
	};
}

function run(effect: Effect, lab: Lab, host: AppHost): void {
	switch (effect.type) {
		case 'run':
			lab.type(effect.node, effect.text);
			break;
		case 'interrupt':
			lab.interrupt(effect.node);
			break;
		case 'end-of-input':
			lab.endOfInput(effect.node);
			break;
		case 'clear':
			lab.clear(effect.node);
			break;
		case 'speed':
			lab.time.setSpeed(effect.speed);
			break;
		case 'travel':
			lab.time.travel(effect.to);
			break;
		case 'copy':
			host.copy(effect.text);
			break;
		case 'pause':
		case 'play':
		case 'step':
		case 'jump':
			lab.time[effect.type]();
			break;
		case 'repaint':
		case 'suspend':
		case 'quit':
			host[effect.type]();
			break;
	}
}
