import {toAscii} from './glyphs.ts';

/** What a piece of text means; the theme alone knows how that looks. */
export type StyleName =
	| 'title'
	| 'strong'
	| 'muted'
	| 'accent'
	| 'ok'
	| 'warn'
	| 'bad'
	| 'stderr'
	| 'chip'
	| 'selected'
	| 'border'
	| 'borderFocused';

export type Theme = {readonly paint: (text: string, style?: StyleName) => string};

export type ThemeOptions = {
	readonly noColor: boolean;
	/** Of the terminal, where known. */
	readonly background?: 'light' | 'dark';
	/** True where the locale cannot show more than ASCII. */
	readonly isAscii?: boolean;
};

type Attribute = readonly [open: number, close: number];
const bold: Attribute = [1, 22];
const dim: Attribute = [2, 22];
const inverse: Attribute = [7, 27];
const foreground = (code: number): Attribute => [code, 39];

/** The 16 colours of the user's own palette, and attributes: both keep their contrast on light and on dark. */
function attributes({noColor, background}: ThemeOptions): Record<StyleName, readonly Attribute[]> {
	const color = (code: number) => (noColor ? [] : [foreground(code)]);
	const isLight = background === 'light';
	const accent = color(isLight ? 34 : 36);
	return {
		title: [bold],
		strong: [bold],
		muted: [dim],
		accent,
		ok: color(32),
		warn: [bold, ...color(isLight ? 35 : 33)],
		bad: [bold, ...color(31)],
		stderr: color(31),
		chip: [inverse],
		selected: [bold, ...accent],
		border: [dim],
		borderFocused: accent,
	};
}

export function createTheme(options: ThemeOptions): Theme {
	const codes = (list: readonly number[]) => list.map(code => `\u001B[${code}m`).join('');
	const wraps = new Map(
		Object.entries(attributes(options)).map(([name, list]) => [
			name,
			[codes(list.map(([open]) => open)), codes(list.map(([, close]) => close).reverse())] as const,
		]),
	);
	return {
		paint(text, style) {
			const shown = options.isAscii === true ? toAscii(text) : text;
			const wrap = style === undefined ? undefined : wraps.get(style);
			return wrap === undefined || text === '' ? shown : wrap[0] + shown + wrap[1];
		},
	};
}
