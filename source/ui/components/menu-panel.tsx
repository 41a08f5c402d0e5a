import {Text} from 'ink';
import SelectInput from 'ink-select-input';
import {createContext, useContext} from 'react';
import type {MenuItem} from '../menus/menu.ts';
import type {MenuModel} from '../panels/menu.ts';
import {glyphs} from '../text/glyphs.ts';
import {innerHeight, innerWidth} from '../text/panel.ts';
import {drawRow} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';
import {Frame} from './frame.tsx';

type ItemLook = {
	readonly theme: Theme;
	readonly width: number;
	readonly labelWidth: number;
	readonly items: readonly MenuItem[];
};
const ItemLookContext = createContext<ItemLook | undefined>(undefined);

function Item({isSelected = false, label}: {readonly isSelected?: boolean; readonly label: string}) {
	const look = useContext(ItemLookContext);
	if (look === undefined) return null;
	const {theme, width, labelWidth, items} = look;
	const {disabledReason, note = ''} = items.find(each => each.label === label) ?? {};
	const style = disabledReason !== undefined ? 'muted' : isSelected ? 'selected' : undefined;
	return (
		<Text>
			{drawRow(
				[
					[isSelected ? `${glyphs.pointer} ` : '  ', 'selected'],
					[label.padEnd(labelWidth), style],
					[`  ${disabledReason ?? note}`, 'muted'],
				],
				width,
				theme,
			)}
		</Text>
	);
}

const NoIndicator = () => null;

type MenuPanelProps = {readonly model: MenuModel; readonly onChoice: (value: string) => void};

/** A question and its answers, by ink-select-input. */
export function MenuPanel({model, onChoice}: MenuPanelProps) {
	const {frame, step, answers} = model;
	const {chrome, theme} = frame;
	const width = innerWidth(chrome, frame.width);
	const title = [step.title, ...answers].join(` ${glyphs.arrow} `);
	const limit = Math.max(1, innerHeight(chrome, frame.height) - 1);
	const note = step.items.length > limit ? `${step.items.length} in all` : undefined;
	const labelWidth = Math.max(...step.items.map(({label}) => label.length));
	return (
		<Frame frame={{...frame, title, note, isFocused: true}}>
			<Text>{drawRow([[step.question, 'strong']], width, theme)}</Text>
			<ItemLookContext.Provider value={{theme, width, labelWidth, items: step.items}}>
				<SelectInput
					items={step.items.map(({label, value}) => ({label, value}))}
					initialIndex={step.initial}
					limit={limit}
					indicatorComponent={NoIndicator}
					itemComponent={Item}
					onSelect={({value}) => onChoice(value)}
				/>
			</ItemLookContext.Provider>
		</Frame>
	);
}
