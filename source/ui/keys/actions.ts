import type {Destination} from '../../lab/contract.ts';
import type {Edit} from '../prompt/line-editor.ts';
import type {HelpPage, InspectorPage, MenuName, PanelName} from '../state/ui-state.ts';

/** What a key may do. */
export type Action =
	| {readonly type: 'edit'; readonly edit: Edit}
	| {readonly type: 'submit'}
	| {readonly type: 'history'; readonly step: -1 | 1}
	| {readonly type: 'search'; readonly step: -1 | 1}
	| {readonly type: 'complete'; readonly step: -1 | 1}
	/** Ctrl-C: clears the line, interrupts the command, or asks whether to quit. */
	| {readonly type: 'cancel'}
	/** Ctrl-D: deletes, or at an empty prompt ends the input. */
	| {readonly type: 'end-of-input'}
	| {readonly type: 'clear'}
	| {readonly type: 'mode'; readonly mode: 'typing' | 'keys'}
	/** The key's last character says which. */
	| {readonly type: 'select-number'}
	| {readonly type: 'select-neighbour'; readonly step: -1 | 1}
	| {readonly type: 'focus'; readonly panel: PanelName}
	| {readonly type: 'focus-next'; readonly step: -1 | 1}
	/** Whose view of the swarm the table shows; two of them. */
	| {readonly type: 'viewpoint' | 'compare'}
	| {readonly type: 'zoom'}
	| {readonly type: 'scroll'; readonly by: 'line' | 'half' | 'page' | 'all'; readonly step: -1 | 1}
	| {readonly type: 'menu'; readonly menu: MenuName}
	/** The menu's own component answers this key. */
	| {readonly type: 'left-to-menu'}
	| {readonly type: 'menu-back'}
	| {readonly type: 'copy'; readonly role: 'worker' | 'manager'}
	| {readonly type: 'time'; readonly what: TimeAction}
	| {readonly type: 'travel'; readonly to: TravelAction}
	| {readonly type: 'help'; readonly page: HelpPage}
	| {readonly type: 'help-page'; readonly step: -1 | 1}
	| {readonly type: 'help-scroll'; readonly by: 'line' | 'page' | 'all'; readonly step: -1 | 1}
	| {readonly type: 'inspect'; readonly page: InspectorPage}
	/** The certificate's next form. */
	| {readonly type: 'inspect-tab'; readonly step: -1 | 1}
	/** The next certificate of the chain, or the next conversation. */
	| {readonly type: 'inspect-next'; readonly step: -1 | 1}
	| {readonly type: 'inspect-scroll'; readonly by: 'line' | 'page' | 'all'; readonly step: -1 | 1}
	/** Shows secrets, and hides them. */
	| {readonly type: 'inspect-reveal'}
	| {readonly type: 'inspect-copy'; readonly role: 'worker' | 'manager'}
	/** Takes a character off the filter or the query. */
	| {readonly type: 'erase'}
	| {readonly type: 'close'}
	| {readonly type: 'suspend'}
	| {readonly type: 'quit'};

/** Where to, along the session. */
export type TravelAction = 'previous-mark' | 'next-mark' | 'hour-back' | 'hour-ahead' | 'undo' | 'end';

export type TimeAction = 'toggle' | 'step' | 'jump' | 'faster' | 'slower' | 'real';

/** What a key asks of the world; all else is the screen's own state. */
export type Effect =
	| {readonly type: 'run'; readonly node: string; readonly text: string}
	| {readonly type: 'interrupt' | 'end-of-input' | 'clear'; readonly node: string}
	| {readonly type: 'copy'; readonly text: string}
	| {readonly type: 'pause' | 'play' | 'step' | 'jump'}
	| {readonly type: 'speed'; readonly speed: number}
	| {readonly type: 'travel'; readonly to: Destination}
	| {readonly type: 'repaint' | 'suspend' | 'quit'};
