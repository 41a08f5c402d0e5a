import type {Lab} from '../../lab/contract.ts';
import type {Effect} from '../keys/actions.ts';
import type {UiState} from '../state/ui-state.ts';
import type {View} from '../state/view.ts';

/** The screen's next state, and what has to be done outside of it. */
export type Step = {readonly ui: UiState; readonly effects: readonly Effect[]};

/** What a key may ask the lab, without changing it. */
export type Questions = Pick<Lab, 'complete' | 'history' | 'list' | 'nextRotation' | 'warning'>;

export type StepContext = {
	readonly view: View;
	readonly ask: Questions;
	/** A steady clock. Unit: milliseconds. */
	readonly now: number;
};

export function only(ui: UiState): Step {
	return {ui, effects: []};
}
