import fc from 'fast-check';
import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {glyphs, heavyLines, lightLines, toAscii} from '../../../source/ui/text/glyphs.ts';
import {drawPanel} from '../../../source/ui/text/panel.ts';
import {drawRow} from '../../../source/ui/text/row.ts';
import {sanitize} from '../../../source/ui/text/sanitize.ts';
import {createTheme, type StyleName} from '../../../source/ui/text/theme.ts';
import {formatAge, formatMoment, formatSpan, formatSpeed, formatUntil} from '../../../source/ui/text/time.ts';
import {cellWidth, cut, fitCells, head, wrapHard, wrapWords} from '../../../source/ui/text/width.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const text = fc.oneof(
	fc.string({unit: 'grapheme', maxLength: 60}),
	fc.constantFrom(
		'日本語のラベル',
		'👩‍👩‍👧 family',
		'é́',
		'SWMTKN-1-4shmyy686x2p31mvnrq40np0dnvgjb14ogmxlj1qz6xwnp1w2m',
	),
);
const width = fc.integer({min: 1, max: 40});

describe('widths', () => {
	it('are what string-width says', () => {
		fc.assert(
			fc.property(text, value => {
				const clean = sanitize(value);
				expect(cellWidth(clean)).toBe(stringWidth(clean));
			}),
			{seed: 42, numRuns: 500},
		);
	});

	it('are one for every symbol of the screen, and for its stand-in', () => {
		const symbols = [
			...Object.values(glyphs),
			...[lightLines, heavyLines].flatMap(({horizontal, vertical, corners}) => [horizontal, vertical, ...corners]),
		];
		for (const symbol of symbols) {
			expect(stringWidth(symbol), symbol).toBe(1);
			expect(cellWidth(symbol), symbol).toBe(1);
			expect(toAscii(symbol), symbol).toMatch(/^[!-~]$/);
		}
	});

	it('are kept when text is cut or filled', () => {
		fc.assert(
			fc.property(text, width, (value, cells) => {
				const clean = sanitize(value);
				expect(cellWidth(head(clean, cells))).toBeLessThanOrEqual(cells);
				expect(cellWidth(cut(clean, cells))).toBeLessThanOrEqual(cells);
				expect(cellWidth(fitCells(clean, cells))).toBe(cells);
			}),
			{seed: 42, numRuns: 300},
		);
	});

	it('are kept by rows, whatever is in them', () => {
		const theme = createTheme({noColor: false});
		const styles = fc.constantFrom<(StyleName | undefined)[]>('muted', 'bad', undefined);
		fc.assert(
			fc.property(fc.array(fc.tuple(text, styles), {maxLength: 5}), width, (row, cells) => {
				expect(stringWidth(drawRow(row, cells, theme))).toBe(cells);
			}),
			{seed: 42, numRuns: 300},
		);
	});
});

describe('wrapping', () => {
	it('loses nothing', () => {
		fc.assert(
			fc.property(text, fc.integer({min: 2, max: 30}), (value, cells) => {
				const clean = sanitize(value);
				expect(wrapHard(clean, cells).join('')).toBe(clean);
				expect(wrapWords(clean, cells).join('').replaceAll(' ', '')).toBe(clean.replaceAll(' ', ''));
				for (const row of [...wrapHard(clean, cells), ...wrapWords(clean, cells)]) {
					expect(cellWidth(row)).toBeLessThanOrEqual(cells);
				}
			}),
			{seed: 42, numRuns: 300},
		);
	});

	it('goes between words and keeps the indent of the first row', () => {
		expect(wrapWords('run the following command', 12)).toEqual(['run the', 'following', 'command']);
		expect(wrapWords('    docker swarm join', 16)).toEqual(['    docker swarm', 'join']);
		expect(wrapWords('--token abcdefghij x', 8)).toEqual(['--token', 'abcdefgh', 'ij x']);
		expect(wrapWords('', 8)).toEqual(['']);
	});
});

describe('foreign text', () => {
	it.each([
		['\u001B[31mred\u001B[0m', 'red'],
		['\u001B]0;title\u0007rest', 'rest'],
		['\u001B]52;c;aGk=\u001B\\x', 'x'],
		['a\rb\bc\u0000d', 'abcd'],
		['a\tb', 'a    b'],
		['\u202Eevil', 'evil'],
		['plain · text', 'plain · text'],
	])('%j is shown as %j', (given, shown) => {
		expect(sanitize(given)).toBe(shown);
	});

	it('cannot break out of a panel', () => {
		const theme = createTheme({noColor: true});
		const frame = {chrome: 'box' as const, width: 20, height: 3, title: 'a\u001B[2Jb', isFocused: false, theme};
		const drawn = drawPanel([[['x\u001B[2J\ny']]], frame).join('\n');
		expect(drawn).not.toContain('\u001B[2J');
		expect(drawn.split('\n').map(row => stringWidth(row))).toEqual([20, 20, 20]);
	});
});

describe('times', () => {
	it.each([
		[0, '0s'],
		[12 * second, '12s'],
		[3 * minute + 12 * second, '3m 12s'],
		[11 * hour + 57 * minute + 59 * second, '11h 57m'],
		[12 * hour, '12h'],
		[57 * day + 4 * hour, '57d 4h'],
		[7300 * day - 4 * hour, '19y 364d'],
		[-5, '0s'],
	])('%d ms is %s', (ms, shown) => {
		expect(formatSpan(ms)).toBe(shown);
	});

	it('say how long ago and until when', () => {
		expect([59 * second, minute, 3 * day].map(formatAge)).toEqual(['just now', '1m ago', '3d ago']);
		expect([0, 12 * second, 5 * minute + second, 11 * hour + 57 * minute].map(formatUntil)).toEqual([
			'due',
			'12s',
			'5m',
			'11h 57m',
		]);
	});

	it('go at a speed', () => {
		expect([1, 10, 1000, 1_000_000].map(formatSpeed)).toEqual(['1×', '10×', '1,000×', '1,000,000×']);
	});

	it('are written in UTC', () => {
		expect(formatMoment(Date.UTC(2026, 10, 23, 10, 42, 17))).toBe('2026-11-23 10:42:17');
	});
});

describe('themes', () => {
	it('use no colour where NO_COLOR asks for none, and still set things apart', () => {
		const {paint} = createTheme({noColor: true});
		expect(paint('x', 'ok')).toBe('x');
		expect(paint('x', 'bad')).toBe('\u001B[1mx\u001B[22m');
	});

	it('use the 16 colours of the terminal only', () => {
		for (const background of ['light', 'dark', undefined] as const) {
			const {paint} = createTheme({noColor: false, background});
			expect(paint('x', 'warn')).toMatch(/^(?:.\[(?:1|2|7|3[1-6])m)+x(?:.\[(?:22|27|39)m)+$/);
		}
	});

	it('show ASCII alone where the terminal knows nothing else', () => {
		const {paint} = createTheme({noColor: true, isAscii: true});
		expect(paint('╭─ ★ node1 · 日 ─╮')).toBe('+- * node1 - ? -+');
	});
});
