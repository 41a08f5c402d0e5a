import type {Action} from '../keys/actions.ts';
import {findBinding, modeOf} from '../keys/key-table.ts';
import type {View} from '../state/view.ts';
import type {Key} from '../terminal/keys.ts';
import type {Step, StepContext} from './result.ts';
import {stepCopy} from './step-copy.ts';
import {stepHelp} from './step-help.ts';
import {stepInspector} from './step-inspector.ts';
import {openMenu, stepMenuBack} from './step-menu.ts';
import {acceptSearch, recentBurst, stepCancel, stepPrompt, stepQuit, typeText} from './step-prompt.ts';
import {stepTime} from './step-time.ts';
import {stepTravel} from './step-travel.ts';
import {stepView} from './step-view.ts';
import {stepCompare, stepViewpoint} from './step-viewpoint.ts';

/** One key press. What was said about the last one goes; what was asked stands for the same key only. */
export function stepKey(key: Key, context: StepContext): Step {
	const mode = modeOf(context.view);
	const binding = findBinding(mode, key.name);
	const {notice: _notice, confirmation, ...rest} = context.view.ui;
	const asked = {...context, view: {...context.view, ui: {...rest, confirmation}}};
	const quiet = {...context, view: {...context.view, ui: rest}};
	if (binding === undefined) {
		// Any other key takes the line found, and then does what it always does.
		const isForLine = mode === 'search' && key.text === undefined && key.name !== 'unknown';
		return isForLine
			? stepKey(key, {...quiet, view: {...quiet.view, ui: acceptSearch(rest)}})
			: typeText(key, mode, quiet);
	}
	const reason = binding.disabledReason?.(context.view);
	if (reason !== undefined) return {ui: {...rest, notice: {text: reason, style: 'warn'}}, effects: []};
	const {action} = binding;
	const isAnswer = ['submit', 'cancel', 'end-of-input', 'quit', 'time'].includes(action.type);
	return noteBurst(key, context, stepAction(action, key, isAnswer ? asked : quiet));
}

const isForKeys = (view: View): boolean => ['keys', 'inspector'].includes(modeOf(view));

/** Keeps the characters that came one upon the other, for the case that the next one shows them to be a word. */
function noteBurst({name, text}: Key, {view, now}: StepContext, {ui, effects}: Step): Step {
	const isBurst = text !== undefined && name !== 'space' && isForKeys(view) && isForKeys({...view, ui});
	if (!isBurst) return {ui: ui.burst === undefined ? ui : {...ui, burst: undefined}, effects};
	const {text: earlier = '', before = view.ui} = recentBurst(view.ui, now) ?? {};
	return {ui: {...ui, burst: {text: earlier + text, at: now, before}}, effects};
}

function stepAction(action: Action, key: Key, context: StepContext): Step {
	const {view} = context;
	const {ui} = view;
	switch (action.type) {
		case 'edit':
		case 'submit':
		case 'history':
		case 'search':
		case 'complete':
		case 'end-of-input':
			return stepPrompt(action, context);
		case 'cancel':
			return stepCancel(context);
		case 'quit':
			return stepQuit('q', context);
		case 'inspect':
		case 'inspect-tab':
		case 'inspect-next':
		case 'inspect-scroll':
		case 'inspect-reveal':
		case 'inspect-copy':
			return stepInspector(action, view);
		case 'menu':
			return openMenu({name: action.menu, answers: []}, view);
		case 'menu-back':
			return {ui: stepMenuBack(ui), effects: []};
		case 'left-to-menu':
			return {ui, effects: []};
		case 'viewpoint':
			return {ui: stepViewpoint(context), effects: []};
		case 'compare':
			return {ui: stepCompare(context), effects: []};
		case 'time':
			return stepTime(action.what, key, context);
		case 'travel':
			return stepTravel(action.to, view);
		case 'copy':
			return stepCopy(action.role, view);
		case 'clear':
			return {
				ui: {...ui, end: {...ui.end, terminal: undefined}},
				effects: [{type: 'clear', node: ui.selected}, {type: 'repaint'}],
			};
		case 'suspend':
			return {ui, effects: [{type: 'suspend'}]};
		case 'help':
		case 'help-page':
		case 'help-scroll':
			return {ui: stepHelp(action, view), effects: []};
		case 'erase':
			return ui.help === undefined ? stepPrompt(action, context) : {ui: stepHelp(action, view), effects: []};
		default:
			return {ui: stepView(action, key, view), effects: []};
	}
}
