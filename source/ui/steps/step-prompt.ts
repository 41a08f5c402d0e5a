import type {Action} from '../keys/actions.ts';
import type {KeyMode} from '../keys/key-table.ts';
import {startCompletion, stepCompletion} from '../prompt/completion.ts';
import {refineSearch, startSearch, stepSearch, walkHistory} from '../prompt/history.ts';
import {editLine, replaceLine} from '../prompt/line-editor.ts';
import {splitPaste} from '../prompt/paste.ts';
import {promptOf, type UiState, withPrompt} from '../state/ui-state.ts';
import type {View} from '../state/view.ts';
import type {Key} from '../terminal/keys.ts';
import {graphemes} from '../text/width.ts';
import {only, type Step, type StepContext} from './result.ts';
import {typeFilter} from './step-help.ts';

/** A second press within this time quits. Unit: milliseconds. */
const quitWithinMs = 2000;
/** A held Enter repeats faster than anyone reads a question. Unit: milliseconds. */
const readingMs = 300;

type PromptAction = Extract<
	Action,
	{type: 'edit' | 'submit' | 'history' | 'search' | 'complete' | 'end-of-input' | 'erase'}
>;

export function stepPrompt(action: PromptAction, context: StepContext): Step {
	const {ui} = context.view;
	switch (action.type) {
		case 'edit':
			return only(
				withPrompt(ui, {line: editLine(promptOf(ui).line, action.edit), completion: undefined, walk: undefined}),
			);
		case 'submit':
			return stepSubmit(context);
		case 'history':
			return only(stepHistory(action.step, context));
		case 'search':
			return only(stepHistorySearch(action.step, context));
		case 'complete':
			return only(stepComplete(action.step, context));
		case 'end-of-input':
			return stepEndOfInput(context);
		case 'erase':
			return only(changeQuery(context, query => graphemes(query).slice(0, -1).join('')));
	}
}

/** A key that no binding knows: text goes where text goes. */
export function typeText(key: Key, mode: KeyMode, context: StepContext): Step {
	const {ui} = context.view;
	const {text} = key;
	switch (mode) {
		case 'typing':
			return text === undefined ? only(ui) : stepPrompt({type: 'edit', edit: {type: 'insert', text}}, context);
		case 'search':
			return only(text === undefined ? ui : changeQuery(context, query => query + text));
		case 'help':
			return only(text === undefined ? ui : typeFilter(ui, text));
		case 'keys':
			return only(text === undefined ? ui : typeWord(text, context));
		case 'inspector':
			return only(text === undefined ? ui : typeOverPage(text, context));
		case 'menu':
			return only(ui);
	}
}

/** Characters of one word follow each other faster than keys that are meant one by one. Unit: milliseconds. */
const wordMs = 500;

export function recentBurst({burst}: UiState, now: number): UiState['burst'] {
	return burst !== undefined && now - burst.at <= wordMs ? burst : undefined;
}

/** A character that is no key is the user's who meant to type: with those just before it, which did nothing then. */
function typeWord(text: string, {view, now}: StepContext): UiState {
	const {text: earlier = '', before = view.ui} = recentBurst(view.ui, now) ?? {};
	const {notice: _notice, confirmation: _confirmation, burst: _burst, ...ui} = before;
	const line = editLine(promptOf(ui).line, {type: 'insert', text: earlier + text});
	return withPrompt({...ui, mode: 'typing'}, {line, walk: undefined});
}

/** A word is for the prompt also where its first character opened a page; one that comes alone is not. */
function typeOverPage(text: string, context: StepContext): UiState {
	const {ui} = context.view;
	if (recentBurst(ui, context.now) !== undefined) return typeWord(text, context);
	return {...ui, notice: {text: `${text} does nothing here: Esc goes back, ? lists the keys.`, style: 'muted'}};
}

/** A paste never runs anything: its first line goes into the prompt, the others wait for Enter. */
export function stepPaste(pasted: string, context: StepContext): Step {
	const {notice: _notice, confirmation: _confirmation, ...ui} = context.view.ui;
	if (ui.menu !== undefined || (ui.inspector !== undefined && ui.help === undefined)) return only(ui);
	const [first = '', ...others] = splitPaste(pasted);
	if (ui.help !== undefined) return only(typeFilter(ui, first));
	const {line, pasted: waiting} = promptOf(ui);
	return only(
		withPrompt(
			{...ui, mode: 'typing'},
			{
				line: editLine(line, {type: 'insert', text: first}),
				pasted: [...others, ...waiting],
				completion: undefined,
				walk: undefined,
				search: undefined,
			},
		),
	);
}

function stepSubmit(context: StepContext): Step {
	const {view, ask, now} = context;
	const ui = acceptSearch(view.ui);
	const {text} = promptOf(ui).line;
	const {confirmation} = ui;
	const isAsked = confirmation?.type === 'run' && confirmation.line === text;
	if (isAsked && now - confirmation.askedAt < readingMs) return only(ui);
	const quits = isShellsOwn(view) && quitWords.includes(text.trim());
	if (quits && isAsked) return {ui, effects: [{type: 'quit'}]};
	const warning = view.isBusy || isAsked ? undefined : quits ? quitWarning : ask.warning(ui.selected, text);
	if (warning?.needsConfirmation) {
		return only({...ui, confirmation: {type: 'run', line: text, text: warning.text, askedAt: now}});
	}
	const {line, pasted} = promptOf(ui);
	const [next = '', ...others] = pasted;
	const cleared = withPrompt(ui, {
		line: replaceLine(line, next),
		pasted: others,
		completion: undefined,
		walk: undefined,
	});
	return {
		ui: {...cleared, confirmation: undefined, end: {...ui.end, terminal: undefined}},
		effects: [{type: 'run', node: ui.selected, text}],
	};
}

const quitWords = ['q', 'quit', 'exit'];
const quitWarning = {text: 'This quits swarmlab.', needsConfirmation: true} as const;

/** The prompt is that of the node itself: no command asks, no line goes on, no ssh is to be left first. */
function isShellsOwn({isBusy, host, prompt, ui}: View): boolean {
	return !isBusy && host === ui.selected && !prompt.startsWith('> ');
}

function stepHistory(step: -1 | 1, {view, ask}: StepContext): UiState {
	const {ui} = view;
	const {line, walk} = promptOf(ui);
	const walked = walkHistory(ask.history(), walk, line.text, step);
	if (walked === undefined) return ui;
	return withPrompt(ui, {line: replaceLine(line, walked.text), walk: walked.walk, completion: undefined});
}

function stepHistorySearch(step: -1 | 1, {view, ask}: StepContext): UiState {
	const {ui} = view;
	const {line, search} = promptOf(ui);
	const history = ask.history();
	const next = search === undefined ? startSearch(history, line.text) : stepSearch(history, search, step);
	return withPrompt(ui, {search: next, completion: undefined, walk: undefined});
}

function changeQuery({view, ask}: StepContext, change: (query: string) => string): UiState {
	const {search} = promptOf(view.ui);
	if (search === undefined) return view.ui;
	return withPrompt(view.ui, {search: refineSearch(ask.history(), search, change(search.query))});
}

/** What was found becomes the line. */
export function acceptSearch(ui: UiState): UiState {
	const {line, search} = promptOf(ui);
	if (search === undefined) return ui;
	return withPrompt(ui, {search: undefined, line: replaceLine(line, search.found ?? search.draft)});
}

function stepComplete(step: -1 | 1, {view, ask}: StepContext): UiState {
	const {ui} = view;
	const {line, completion} = promptOf(ui);
	const completed =
		completion === undefined
			? startCompletion(line, ask.complete(ui.selected, line.text, line.cursor))
			: stepCompletion(line, completion, step);
	return withPrompt(ui, {...completed, walk: undefined});
}

function stepEndOfInput(context: StepContext): Step {
	const {ui} = context.view;
	if (promptOf(ui).line.text === '') {
		if (isShellsOwn(context.view)) return stepQuit('Ctrl-D', context);
		return {ui, effects: [{type: 'end-of-input', node: ui.selected}]};
	}
	return stepPrompt({type: 'edit', edit: {type: 'delete', motion: 'right', kill: false}}, context);
}

/** Ctrl-C gives up whatever is nearest: an overlay, a question, the command, the line; at last it asks to quit. */
export function stepCancel(context: StepContext): Step {
	const {view} = context;
	const {ui, isBusy, prompt} = view;
	const {line, search, pasted} = promptOf(ui);
	const calm = {...ui, confirmation: undefined};
	if (ui.help !== undefined || ui.menu !== undefined) return only({...calm, help: undefined, menu: undefined});
	if (ui.inspector !== undefined) return only({...calm, inspector: undefined});
	if (search !== undefined) return only(withPrompt(calm, {search: undefined}));
	const cleared = withPrompt(calm, {line: replaceLine(line, ''), pasted: [], completion: undefined, walk: undefined});
	if (isBusy || prompt.startsWith('> ')) return {ui: cleared, effects: [{type: 'interrupt', node: ui.selected}]};
	if (line.text !== '' || pasted.length > 0) return only(cleared);
	return stepQuit('Ctrl-C', context);
}

export function stepQuit(key: string, {view, now}: StepContext): Step {
	const {ui} = view;
	const {confirmation} = ui;
	const isAsked =
		confirmation?.type === 'quit' && confirmation.key === key && now - confirmation.askedAt <= quitWithinMs;
	if (isAsked) return {ui, effects: [{type: 'quit'}]};
	return only({
		...ui,
		confirmation: {type: 'quit', key, askedAt: now},
		notice: {text: `${key} once more quits swarmlab.`, style: 'warn'},
	});
}
