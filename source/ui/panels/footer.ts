import {type Binding, bindings, type KeyMode, modeOf} from '../keys/key-table.ts';
import {writeKey} from '../keys/write-key.ts';
import {keepSame, rememberRows} from '../state/remember.ts';
import type {View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawRow, type Row, rowWidth, type Span} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';

const modeNames: Readonly<Record<KeyMode, string>> = {
	typing: 'TYPING',
	keys: 'KEYS',
	inspector: 'LOOK',
	menu: 'MENU',
	help: 'HELP',
	search: 'SEARCH',
};

function hintOf({label, keys, hint}: Binding): Row {
	const key = hint?.[2] ?? label ?? writeKey(keys[0] ?? '');
	return [
		[key, 'accent'],
		[` ${hint?.[0] ?? ''}`, 'muted'],
	];
}

/** The mode's name and as many of its keys as fit, whole ones only. */
const drawFooter = rememberRows((mode: KeyMode, hints: readonly Binding[], columns: number, theme: Theme) => {
	const row: Span[] = [[' '], [` ${modeNames[mode]} `, 'chip'], ['  ']];
	for (const [index, binding] of hints.entries()) {
		const next: Row = [...(index === 0 ? [] : ([[` ${glyphs.dot} `, 'muted']] as const)), ...hintOf(binding)];
		if (rowWidth(row) + rowWidth(next) > columns - 1) break;
		row.push(...next);
	}
	return [drawRow(row, columns, theme)];
});

const keepHints = keepSame<Binding>();

/** Without what would do nothing now; the most useful first. */
function hintsFor(mode: KeyMode, view: View): readonly Binding[] {
	const usable = bindings.filter(
		({modes, hint, disabledReason}) =>
			hint !== undefined && modes.includes(mode) && disabledReason?.(view) === undefined,
	);
	return keepHints(usable.sort((one, other) => (one.hint?.[1] ?? 0) - (other.hint?.[1] ?? 0)));
}

export function selectFooter(view: View): readonly string[] {
	const mode = modeOf(view);
	return drawFooter(mode, hintsFor(mode, view), view.columns, view.theme);
}
