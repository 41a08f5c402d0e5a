import type {CompletionState} from '../prompt/completion.ts';
import type {HistorySearch, HistoryWalk} from '../prompt/history.ts';
import {emptyLine, type Line} from '../prompt/line-editor.ts';

export type PanelName = 'nodes' | 'table' | 'rotations' | 'terminal' | 'feed';
export const panelNames: readonly PanelName[] = ['nodes', 'table', 'rotations', 'terminal', 'feed'];

/** What is being typed for one node. */
export type PromptState = {
	readonly line: Line;
	readonly completion?: CompletionState;
	readonly walk?: HistoryWalk;
	readonly search?: HistorySearch;
	/** Pasted lines that wait for their turn: Enter brings the next one into the prompt. */
	readonly pasted: readonly string[];
};

export type MenuName =
	| 'main'
	| 'init'
	| 'join'
	| 'rotate'
	| 'promote'
	| 'demote'
	| 'availability'
	| 'leave'
	| 'fault'
	| 'serve'
	| 'speed'
	| 'look'
	| 'timeline';

export type MenuState = {
	readonly name: MenuName;
	/** One value per question answered. */
	readonly answers: readonly string[];
	/** The menu that led to this one. */
	readonly parent?: MenuState;
};

export type HelpPage = 'keys' | 'next' | 'faults' | 'reading';
export const helpPages: readonly HelpPage[] = ['keys', 'next', 'faults', 'reading'];
export type HelpState = {readonly page: HelpPage; readonly filter: string; readonly offset: number};

export type InspectorPage = 'certificate' | 'tokens' | 'root' | 'messages';
export const inspectorPages: readonly InspectorPage[] = ['certificate', 'tokens', 'root', 'messages'];

/** What is looked at more closely, over the whole screen. */
export type InspectorState = {
	readonly page: InspectorPage;
	/** First row seen. */
	readonly top: number;
	/** Of a certificate: explained, as openssl prints it, or as PEM. */
	readonly tab: number;
	/** Which certificate of the chain. */
	readonly link: number;
	/** Secrets are shown. */
	readonly isRevealed: boolean;
	/** Its ID; undefined: the newest one. */
	readonly conversation?: string;
	/** Which message of it; undefined: the last, also when more follow. */
	readonly step?: number;
};

export function initialInspector(page: InspectorPage): InspectorState {
	return {page, top: 0, tab: 0, link: 0, isRevealed: false};
}

/** One line that answers the last key, until the next one. */
export type Notice = {readonly text: string; readonly style: 'ok' | 'warn' | 'muted'};

/** Something that a second press of the same key confirms; times are real milliseconds of a steady clock. */
export type Confirmation =
	| {readonly type: 'run'; readonly line: string; readonly text: string; readonly askedAt: number}
	| {readonly type: 'quit'; readonly key: string; readonly askedAt: number}
	/** Stands until another key: then a leap follows each press. */
	| {readonly type: 'leap'; readonly key: string};

/** Characters pressed one after another in keys mode, which may turn out to be a word, and the screen before them. */
export type Burst = {readonly text: string; readonly at: number; readonly before: UiState};

/** Everything the user moved: what the lab does not know. */
export type UiState = {
	readonly mode: 'typing' | 'keys';
	readonly selected: string;
	/** Whose view of the swarm the table shows; undefined: the selected node's. */
	readonly viewed?: string;
	/** Whose view stands beside that. */
	readonly compared?: string;
	readonly focus: PanelName;
	readonly isZoomed: boolean;
	readonly prompts: Readonly<Record<string, PromptState>>;
	/** First row seen, of lists that are read from the top. */
	readonly top: Readonly<Record<'table' | 'rotations', number>>;
	/** Line after the last one seen, of lists that grow at the end; undefined: follows what comes. */
	readonly end: Readonly<{terminal?: number; feed?: number}>;
	readonly menu?: MenuState;
	readonly help?: HelpState;
	readonly inspector?: InspectorState;
	readonly notice?: Notice;
	readonly confirmation?: Confirmation;
	readonly burst?: Burst;
};

const emptyPrompt: PromptState = {line: emptyLine, pasted: []};

export function initialUi(selected: string): UiState {
	return {
		mode: 'typing',
		selected,
		focus: 'terminal',
		isZoomed: false,
		prompts: {},
		top: {table: 0, rotations: 0},
		end: {},
	};
}

export function promptOf(ui: UiState): PromptState {
	return ui.prompts[ui.selected] ?? emptyPrompt;
}

export function withPrompt(ui: UiState, change: Partial<PromptState>): UiState {
	return {...ui, prompts: {...ui.prompts, [ui.selected]: {...promptOf(ui), ...change}}};
}

/** Another node's terminal; what was cut in one prompt can be put back in the other. */
export function selectNode(ui: UiState, selected: string): UiState {
	if (selected === ui.selected) return ui;
	const {killed} = promptOf(ui).line;
	const left = withPrompt(ui, {completion: undefined});
	const next = {...left, selected, end: {...ui.end, terminal: undefined}, top: {...ui.top, table: 0}};
	return withPrompt(next, {line: {...promptOf(next).line, killed}});
}

/** The command is written into the node's prompt, for the user to run. */
export function writeCommand(ui: UiState, node: string, text: string): UiState {
	const next = selectNode({...ui, menu: undefined, mode: 'typing'}, node);
	const {line} = promptOf(next);
	return withPrompt(next, {
		line: {...line, text, cursor: text.length},
		completion: undefined,
		walk: undefined,
		search: undefined,
	});
}
