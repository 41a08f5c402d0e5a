import type {Edit} from '../prompt/line-editor.ts';
import type {View} from '../state/view.ts';
import {type Binding, type BindingGroup, bind, type KeyMode, needsSwarm, prefixed} from './binding.ts';
import {inspectorKeys, lookingKeys} from './inspector-keys.ts';

const typing: readonly KeyMode[] = ['typing'];
const keysOnly: readonly KeyMode[] = ['keys'];
const both: readonly KeyMode[] = ['typing', 'keys'];
const everywhere: readonly KeyMode[] = ['typing', 'keys', 'inspector', 'menu', 'help', 'search'];
/** Also over what is looked at: time goes on, and a panel is a key away. */
const timed: readonly KeyMode[] = ['typing', 'keys', 'inspector'];
const timedKeys: readonly KeyMode[] = ['keys', 'inspector'];

function edit(keys: readonly string[], description: string, change: Edit): Binding {
	return {keys, modes: typing, action: {type: 'edit', edit: change}, description};
}

function move(keys: readonly string[], description: string, motion: Extract<Edit, {type: 'move'}>['motion']): Binding {
	return edit(keys, description, {type: 'move', motion});
}

function erase(
	keys: readonly string[],
	description: string,
	motion: Extract<Edit, {type: 'move'}>['motion'],
	kill = true,
) {
	return edit(keys, description, {type: 'delete', motion, kill});
}

export type {Binding, BindingGroup, KeyMode} from './binding.ts';

const needsPast = {
	disabledReason: ({snapshot}: View) =>
		snapshot.timeline.marks.length === 0 ? 'Nothing was typed yet: there is nothing to undo.' : undefined,
};

const needsFuture = {
	disabledReason: ({snapshot}: View) =>
		snapshot.timeline.end === undefined
			? 'This is the end of what has happened: F8 jumps to the next rotation.'
			: undefined,
};

/** The one table of keys: dispatch, help and footer come from it. Earlier bindings come first. */
export const keyTable: readonly BindingGroup[] = [
	{
		title: 'The command line',
		bindings: [
			bind(['escape'], typing, 'go to keys mode; the line is kept', {type: 'mode', mode: 'keys'}, {hint: ['keys', 4]}),
			bind(
				['tab'],
				typing,
				'complete a command, flag, node or token; again: the next one',
				{type: 'complete', step: 1},
				{
					hint: ['complete', 2],
				},
			),
			bind(['shift-tab'], typing, 'the previous candidate', {type: 'complete', step: -1}),
			bind(['enter'], typing, 'run the line', {type: 'submit'}),
			bind(['up', 'ctrl-p'], typing, 'the line typed before', {type: 'history', step: -1}),
			bind(['down', 'ctrl-n'], typing, 'the line typed after', {type: 'history', step: 1}),
			bind(['ctrl-r'], typing, 'search the lines typed before', {type: 'search', step: -1}),
			move(['left', 'ctrl-b'], 'a character back', 'left'),
			move(['right', 'ctrl-f'], 'a character forward', 'right'),
			move(['alt-b', 'ctrl-left', 'alt-left'], 'a word back', 'word-left'),
			move(['alt-f', 'ctrl-right', 'alt-right'], 'a word forward', 'word-right'),
			move(['ctrl-a', 'home'], 'to the start of the line', 'start'),
			move(['ctrl-e', 'end'], 'to the end of the line', 'end'),
			erase(['backspace'], 'erase the character before', 'left', false),
			erase(['delete'], 'erase the character under the cursor', 'right', false),
			erase(['ctrl-w'], 'cut the word before, up to a blank', 'blank-left'),
			erase(['alt-backspace'], 'cut the word before', 'word-left'),
			erase(['alt-d'], 'cut the word after', 'word-right'),
			erase(['ctrl-u'], 'cut all before the cursor', 'start'),
			erase(['ctrl-k'], 'cut all after the cursor', 'end'),
			edit(['ctrl-y'], 'put back what was cut or copied last', {type: 'yank'}),
			edit(['ctrl-t'], 'swap two characters', {type: 'transpose'}),
			bind(['ctrl-l'], both, "empty this node's terminal", {type: 'clear'}),
			bind(['ctrl-d'], typing, 'erase a character; on an empty line leave ssh, or twice: quit', {type: 'end-of-input'}),
			bind(['ctrl-c'], everywhere, 'clear the line, interrupt the command; twice on an empty line: quit', {
				type: 'cancel',
			}),
			bind(['ctrl-z'], everywhere, 'suspend swarmlab; fg brings it back', {type: 'suspend'}),
		],
	},
	{
		title: 'Searching the history',
		bindings: [
			bind(['ctrl-r', 'up'], ['search'], 'an older match', {type: 'search', step: -1}, {hint: ['older', 3]}),
			bind(['ctrl-s', 'down'], ['search'], 'a newer match', {type: 'search', step: 1}, {hint: ['newer', 4]}),
			bind(['enter'], ['search'], 'run the line found', {type: 'submit'}, {hint: ['run', 1]}),
			bind(
				['escape', 'tab', 'right', 'left', 'ctrl-e', 'end'],
				['search'],
				'edit the line found',
				{type: 'close'},
				{hint: ['edit', 2]},
			),
			bind(['ctrl-g'], ['search'], 'back to the line as it was', {type: 'cancel'}, {hint: ['back', 5]}),
			bind(['backspace'], ['search'], 'a shorter query', {type: 'erase'}),
		],
	},
	{
		title: 'Nodes and panels',
		bindings: [
			bind(
				prefixed('alt-'),
				typing,
				'go to the terminal of a node',
				{type: 'select-number'},
				{
					label: 'Alt-1–9',
					hint: ['node', 3],
				},
			),
			bind(
				[...prefixed(''), ...prefixed('alt-')],
				keysOnly,
				'the same in keys mode',
				{type: 'select-number'},
				{
					label: '1–9',
					hint: ['node', 3],
				},
			),
			bind(['left', 'h'], keysOnly, 'the node before', {type: 'select-neighbour', step: -1}),
			bind(['right', 'l'], keysOnly, 'the node after', {type: 'select-neighbour', step: 1}),
			bind(['alt-up'], typing, 'the node before', {type: 'select-neighbour', step: -1}),
			bind(['alt-down'], typing, 'the node after', {type: 'select-neighbour', step: 1}),
			bind(['f2'], timed, 'the nodes; again: zoom', {type: 'focus', panel: 'nodes'}),
			bind(['f3'], timed, 'docker node ls; again: zoom', {type: 'focus', panel: 'table'}),
			bind(['f4'], timed, 'the rotations; again: zoom', {type: 'focus', panel: 'rotations'}),
			bind(['f5'], timed, 'the activity; again: zoom', {type: 'focus', panel: 'feed'}),
			bind(['tab'], keysOnly, 'the next panel', {type: 'focus-next', step: 1}, {hint: ['panel', 4]}),
			bind(['shift-tab'], keysOnly, 'the previous panel', {type: 'focus-next', step: -1}),
			bind(['z'], keysOnly, 'zoom the panel, and back', {type: 'zoom'}, {hint: ['zoom', 8]}),
			bind(
				['v'],
				keysOnly,
				"the table shows the next manager's view of the swarm",
				{type: 'viewpoint'},
				{hint: ['view', 8], ...needsSwarm},
			),
			bind(
				['='],
				keysOnly,
				'two views side by side, first one that differs; again: one',
				{type: 'compare'},
				{hint: ['compare', 9], ...needsSwarm},
			),
			bind(['pageup'], both, 'scroll a page up', {type: 'scroll', by: 'page', step: -1}),
			bind(['pagedown'], both, 'scroll a page down', {type: 'scroll', by: 'page', step: 1}),
			bind(['ctrl-u'], keysOnly, 'scroll half a page up', {type: 'scroll', by: 'half', step: -1}),
			bind(['ctrl-d'], keysOnly, 'scroll half a page down', {type: 'scroll', by: 'half', step: 1}),
			bind(['up', 'k'], keysOnly, 'scroll a line up', {type: 'scroll', by: 'line', step: -1}),
			bind(['down', 'j'], keysOnly, 'scroll a line down', {type: 'scroll', by: 'line', step: 1}),
			bind(['g', 'home'], keysOnly, 'to the beginning', {type: 'scroll', by: 'all', step: -1}),
			bind(['G', 'end'], keysOnly, 'to the end', {type: 'scroll', by: 'all', step: 1}),
		],
	},
	{
		title: 'The swarm: menus write the docker command into the prompt, you run it',
		bindings: [
			bind(['alt-m'], typing, 'menu of all of these', {type: 'menu', menu: 'main'}, {hint: ['menu', 5]}),
			bind(['m', 'alt-m'], keysOnly, 'menu of all of these', {type: 'menu', menu: 'main'}, {hint: ['menu', 5]}),
			bind(['I'], keysOnly, 'init: start a swarm', {type: 'menu', menu: 'init'}),
			bind(
				['J'],
				keysOnly,
				'join: which node, which role, through which manager',
				{type: 'menu', menu: 'join'},
				{
					hint: ['join', 5],
					...needsSwarm,
				},
			),
			bind(
				['R'],
				keysOnly,
				'rotate: a join token, or the root CA',
				{type: 'menu', menu: 'rotate'},
				{
					hint: ['rotate', 6],
					...needsSwarm,
				},
			),
			bind(['P'], keysOnly, 'promote a worker to manager', {type: 'menu', menu: 'promote'}, needsSwarm),
			bind(['D'], keysOnly, 'demote a manager to worker', {type: 'menu', menu: 'demote'}, needsSwarm),
			bind(['A'], keysOnly, "change a node's availability", {type: 'menu', menu: 'availability'}, needsSwarm),
			bind(['L'], keysOnly, 'leave: take a node out of its swarm', {type: 'menu', menu: 'leave'}, needsSwarm),
			bind(
				['F'],
				keysOnly,
				'fault: stop, cut off, divide, start, heal',
				{type: 'menu', menu: 'fault'},
				{hint: ['fault', 6]},
			),
			bind(['S'], keysOnly, 'serve: sockets for docker outside of the lab, to be copied', {
				type: 'menu',
				menu: 'serve',
			}),
			bind(['alt-w'], typing, "copy the worker's join command", {type: 'copy', role: 'worker'}, needsSwarm),
			bind(
				['y', 'alt-w'],
				keysOnly,
				"copy the worker's join command",
				{type: 'copy', role: 'worker'},
				{
					hint: ['copy join', 7],
					...needsSwarm,
				},
			),
			bind(['Y'], keysOnly, "copy the manager's join command", {type: 'copy', role: 'manager'}, needsSwarm),
		],
	},
	lookingKeys,
	inspectorKeys,
	{
		title: 'Time',
		bindings: [
			bind(['f6'], timed, 'pause, and go on', {type: 'time', what: 'toggle'}, {hint: ['pause', 6]}),
			bind(['f7'], timed, 'one step: until the next event', {type: 'time', what: 'step'}),
			bind(['f8'], timed, 'jump to the next rotation', {type: 'time', what: 'jump'}),
			bind(['f9'], both, 'choose a speed', {type: 'menu', menu: 'speed'}, {hint: ['speed', 7]}),
			bind(['space'], timedKeys, 'pause, and go on', {type: 'time', what: 'toggle'}),
			bind(['.'], timedKeys, 'one step: until the next event; asks once', {type: 'time', what: 'step'}),
			bind(['n'], timedKeys, 'jump to the next rotation; asks once', {type: 'time', what: 'jump'}),
			bind(['+'], timedKeys, 'ten times faster', {type: 'time', what: 'faster'}),
			bind(['-'], timedKeys, 'ten times slower', {type: 'time', what: 'slower'}),
			bind(['0'], timedKeys, 'real time', {type: 'time', what: 'real'}),
			bind(
				['u'],
				keysOnly,
				'undo: just before what was typed last',
				{type: 'travel', to: 'undo'},
				{
					hint: ['undo', 7],
					...needsPast,
				},
			),
			bind(['alt-u'], both, 'undo: just before what was typed last', {type: 'travel', to: 'undo'}, needsPast),
			bind(['['], timedKeys, 'back to the mark before', {type: 'travel', to: 'previous-mark'}),
			bind([']'], timedKeys, 'to the next mark, as far as it is known', {type: 'travel', to: 'next-mark'}, needsFuture),
			bind(['{'], timedKeys, 'an hour back', {type: 'travel', to: 'hour-back'}),
			bind(['}'], timedKeys, 'an hour ahead, as far as it is known', {type: 'travel', to: 'hour-ahead'}, needsFuture),
			bind(['e'], timedKeys, 'to the end of what is known', {type: 'travel', to: 'end'}, needsFuture),
			bind(['t'], keysOnly, 'other moments and branches', {type: 'menu', menu: 'timeline'}, {hint: ['time', 7]}),
			bind(['alt-t'], both, 'other moments and branches', {type: 'menu', menu: 'timeline'}, {hint: ['time', 8]}),
		],
	},
	{
		title: 'Help and leaving',
		bindings: [
			bind(['i', 'enter'], keysOnly, 'back to typing', {type: 'mode', mode: 'typing'}, {hint: ['type', 1]}),
			bind(
				[],
				keysOnly,
				'back to typing, with it and what was typed just before',
				{type: 'mode', mode: 'typing'},
				{label: 'any other character'},
			),
			bind(['escape'], keysOnly, 'leave the zoom; else back to typing', {type: 'close'}),
			bind(['f1'], timed, 'help', {type: 'help', page: 'keys'}, {hint: ['help', 1]}),
			bind(['?'], timedKeys, 'help', {type: 'help', page: 'keys'}),
			bind(['q'], keysOnly, 'quit, after asking once', {type: 'quit'}),
		],
	},
	{
		title: 'In a menu',
		bindings: [
			bind(
				['up', 'down'],
				['menu'],
				'choose; digits take at once',
				{type: 'left-to-menu'},
				{label: 'Up Down 1–9', hint: ['choose', 1]},
			),
			bind(['enter'], ['menu'], 'take it', {type: 'left-to-menu'}, {hint: ['take', 2]}),
			bind(
				['escape', 'left', 'backspace'],
				['menu'],
				'one question back, or close',
				{type: 'menu-back'},
				{hint: ['back', 3]},
			),
		],
	},
	{
		title: 'In this help',
		bindings: [
			bind(['right', 'tab'], ['help'], 'the next page', {type: 'help-page', step: 1}, {hint: ['page', 2]}),
			bind(['left', 'shift-tab'], ['help'], 'the previous page', {type: 'help-page', step: -1}),
			bind(
				['up'],
				['help'],
				'scroll up',
				{type: 'help-scroll', by: 'line', step: -1},
				{hint: ['scroll', 3, 'Up Down']},
			),
			bind(['down'], ['help'], 'scroll down', {type: 'help-scroll', by: 'line', step: 1}),
			bind(['pageup'], ['help'], 'a page up', {type: 'help-scroll', by: 'page', step: -1}),
			bind(['pagedown'], ['help'], 'a page down', {type: 'help-scroll', by: 'page', step: 1}),
			bind(['home'], ['help'], 'to the beginning', {type: 'help-scroll', by: 'all', step: -1}),
			bind(['end'], ['help'], 'to the end', {type: 'help-scroll', by: 'all', step: 1}),
			bind(['backspace'], ['help'], 'a shorter filter', {type: 'erase'}),
			bind(['escape', 'f1', 'enter'], ['help'], 'close', {type: 'close'}, {hint: ['close', 1]}),
		],
	},
];

export const bindings: readonly Binding[] = keyTable.flatMap(group => group.bindings);

export function modeOf({ui}: View): KeyMode {
	if (ui.help !== undefined) return 'help';
	if (ui.menu !== undefined) return 'menu';
	if (ui.inspector !== undefined) return 'inspector';
	if (ui.mode === 'typing' && ui.prompts[ui.selected]?.search !== undefined) return 'search';
	return ui.mode;
}

export function findBinding(mode: KeyMode, key: string): Binding | undefined {
	return bindings.find(({keys, modes}) => modes.includes(mode) && keys.includes(key));
}
