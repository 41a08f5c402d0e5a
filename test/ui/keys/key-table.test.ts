import {describe, expect, it} from 'vitest';
import {helpRows} from '../../../source/ui/help/pages.ts';
import {bindings, findBinding, type KeyMode, keyTable} from '../../../source/ui/keys/key-table.ts';
import {writeKey, writeKeys} from '../../../source/ui/keys/write-key.ts';

describe('the table of keys', () => {
	it('gives every key one meaning in a mode', () => {
		const seen = new Set<string>();
		for (const {keys, modes} of bindings) {
			for (const key of keys) {
				for (const mode of modes) {
					expect(seen, `${key} in ${mode}`).not.toContain(`${mode} ${key}`);
					seen.add(`${mode} ${key}`);
				}
			}
		}
	});

	it('leaves every printable key to the prompt while typing', () => {
		const taken = bindings.filter(
			({modes, keys}) => modes.includes('typing') && keys.some(key => key.length === 1 || key === 'space'),
		);
		expect(taken).toEqual([]);
	});

	it('has every line of help from the table', () => {
		const help = helpRows('keys', '', 200).map(row => row.map(([text]) => text).join(''));
		for (const {title, bindings: group} of keyTable) {
			expect(help).toContain(title);
			for (const binding of group) {
				expect(help.some(row => row.includes(writeKeys(binding)) && row.includes(binding.description))).toBe(true);
			}
		}
	});

	it('gives keys with Alt the same meaning while typing and in keys mode', () => {
		const actionOf = (mode: KeyMode, key: string) => findBinding(mode, key)?.action;
		for (const key of ['alt-m', 'alt-w', 'alt-1', 'alt-9']) {
			expect(actionOf('keys', key), key).toEqual(actionOf('typing', key));
			expect(actionOf('keys', key), key).toBeDefined();
		}
	});

	it('lists no two keys in help for what only one of them does', () => {
		const rows = helpRows('keys', 'scroll up', 200).map(row =>
			row
				.map(([text]) => text)
				.join('')
				.trim(),
		);
		expect(rows).toContainEqual(expect.stringMatching(/^Up +scroll up$/));
	});

	it('names a way out in the footer of every mode', () => {
		for (const mode of ['typing', 'keys', 'menu', 'help', 'search'] satisfies KeyMode[]) {
			expect(
				bindings.some(({modes, hint}) => modes.includes(mode) && hint !== undefined),
				mode,
			).toBe(true);
		}
	});

	it.each([
		['ctrl-a', 'Ctrl-A'],
		['alt-b', 'Alt-b'],
		['f1', 'F1'],
		['ctrl-left', 'Ctrl-Left'],
		['escape', 'Esc'],
		['J', 'J'],
		['?', '?'],
	])('writes %s as %s', (name, written) => {
		expect(writeKey(name)).toBe(written);
	});
});
