import type {LabSnapshot} from '../../lab/snapshot.ts';
import {type MenuStep, stepMenu} from '../menus/menu.ts';
import {findPanel, type PlacedPanel} from '../state/layout.ts';
import {remember} from '../state/remember.ts';
import type {MenuState} from '../state/ui-state.ts';
import {selectLayout, type View} from '../state/view.ts';
import type {Chrome} from '../text/panel.ts';
import type {Theme} from '../text/theme.ts';

export type MenuModel = {
	readonly frame: {readonly chrome: Chrome; readonly width: number; readonly height: number; readonly theme: Theme};
	readonly step: Extract<MenuStep, {type: 'question'}>;
	readonly answers: readonly string[];
};

const buildMenu = remember(
	(
		menu: MenuState,
		snapshot: LabSnapshot,
		selected: string,
		place: PlacedPanel,
		chrome: Chrome,
		theme: Theme,
	): MenuModel | undefined => {
		const step = stepMenu(menu, {snapshot, selected});
		if (step.type !== 'question') return undefined;
		const {width, height} = place;
		return {frame: {chrome, width, height, theme}, step, answers: menu.answers};
	},
);

export function selectMenu(view: View): MenuModel | undefined {
	const {ui, snapshot, theme} = view;
	const layout = selectLayout(view);
	const place = findPanel(layout, 'menu');
	if (ui.menu === undefined || place === undefined) return undefined;
	return buildMenu(ui.menu, snapshot, ui.selected, place, layout.chrome, theme);
}
