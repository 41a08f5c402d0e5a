import {stepMenu} from '../menus/menu.ts';
import {initialInspector, type MenuState, promptOf, type UiState, withPrompt, writeCommand} from '../state/ui-state.ts';
import type {View} from '../state/view.ts';
import type {Step} from './result.ts';
import {copyText} from './step-copy.ts';

/** Opens a menu, or does what its answers lead to. */
export function openMenu(menu: MenuState, view: View): Step {
	const {snapshot, ui} = view;
	const step = stepMenu(menu, {snapshot, selected: ui.selected});
	switch (step.type) {
		case 'question':
			return {ui: {...ui, menu, help: undefined, inspector: undefined}, effects: []};
		case 'menu':
			return openMenu({name: step.name, answers: [], parent: {...menu, answers: menu.answers.slice(0, -1)}}, view);
		case 'speed':
			return {ui: {...ui, menu: undefined}, effects: [{type: 'speed', speed: step.speed}, {type: 'play'}]};
		case 'copy':
			return copyText(step.text, {...ui, menu: undefined});
		case 'inspect':
			return {ui: {...ui, menu: undefined, inspector: initialInspector(step.page)}, effects: []};
		case 'travel':
			return {ui: {...ui, menu: undefined}, effects: [{type: 'travel', to: step.to}]};
		case 'command':
			return {ui: offerCommand(ui, step.node, step.text), effects: []};
	}
}

/** The command stands in the prompt, with Enter left to the user; what stood there can be put back. */
function offerCommand(ui: UiState, node: string, text: string): UiState {
	const before = promptOf({...ui, selected: node}).line.text;
	const next = writeCommand(ui, node, text);
	const {line} = promptOf(next);
	const kept = before === '' ? next : withPrompt(next, {line: {...line, killed: before}});
	const where = before === '' ? '' : ' Ctrl-U Ctrl-Y brings back what stood there.';
	return {...kept, notice: {text: `This is the command: Enter runs it on ${node}.${where}`, style: 'ok'}};
}

/** An item of the open menu was taken. */
export function takeAnswer(value: string, view: View): Step {
	const {ui, snapshot} = view;
	const {menu} = ui;
	if (menu === undefined) return {ui, effects: []};
	const step = stepMenu(menu, {snapshot, selected: ui.selected});
	const item = step.type === 'question' ? step.items.find(each => each.value === value) : undefined;
	if (item?.disabledReason !== undefined) {
		return {ui: {...ui, notice: {text: `${item.label}: ${item.disabledReason}`, style: 'warn'}}, effects: []};
	}
	const {notice: _notice, ...quiet} = ui;
	return openMenu({...menu, answers: [...menu.answers, value]}, {...view, ui: quiet});
}

export function stepMenuBack(ui: UiState): UiState {
	const {menu} = ui;
	if (menu === undefined || menu.answers.length === 0) return {...ui, menu: menu?.parent};
	return {...ui, menu: {...menu, answers: menu.answers.slice(0, -1)}};
}
