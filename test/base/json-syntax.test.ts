import fc from 'fast-check';
import {expect, test} from 'vitest';
import {explainSyntax} from '../../source/base/json-syntax.ts';

test.each([
	['', 'unexpected EOF'],
	['  ', 'unexpected EOF'],
	['{', 'unexpected EOF'],
	['{"a":1', 'unexpected EOF'],
	['"abc', 'unexpected EOF'],
	['tru', 'unexpected EOF'],
	['-', 'unexpected EOF'],
	['{bad', "invalid character 'b' looking for beginning of object key string"],
	["{'a': 1}", "invalid character '\\'' looking for beginning of object key string"],
	['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
	['{"a" 1}', "invalid character '1' after object key"],
	['{"a":}', "invalid character '}' looking for beginning of value"],
	['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
	['[1 2]', "invalid character '2' after array element"],
	['[1,]', "invalid character ']' looking for beginning of value"],
	['hello', "invalid character 'h' looking for beginning of value"],
	['nul1', "invalid character '1' in literal null (expecting 'l')"],
	['"a\nb"', "invalid character '\\n' in string literal"],
	['"\\x"', "invalid character 'x' in string escape code"],
	['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
	['[-a]', "invalid character 'a' in numeric literal"],
	['[1.a]', "invalid character 'a' after decimal point in numeric literal"],
	['[1ea]', "invalid character 'a' in exponent of numeric literal"],
	['[01]', "invalid character '1' after array element"],
])('of %j it is said: %s', (text, message) => expect(explainSyntax(text)).toBe(message));

test('nothing is wrong with a value, whatever follows it', () => {
	fc.assert(
		fc.property(fc.json(), fc.constantFrom('', ' ', '\n{}', ' x'), (text, rest) => {
			expect(explainSyntax(text + (/\d$/.test(text) ? rest.replace('x', ' x') : rest))).toBeUndefined();
		}),
	);
});

test('something is wrong with every text that is not JSON, unless it begins with a whole value', () => {
	fc.assert(
		fc.property(fc.string({unit: fc.constantFrom(...'{}[]",:0123456789.eE+-truefalsn\\u \n')}), text => {
			const fault = explainSyntax(text);
			let isJson = true;
			try {
				JSON.parse(text);
			} catch {
				isJson = false;
			}
			if (isJson) expect(fault).toBeUndefined();
			else if (fault === undefined) expect(text.trim()).not.toBe('');
			else expect(fault).toMatch(/^(unexpected EOF|invalid character '.+' (after|in|looking) .+)$/);
		}),
		{numRuns: 1000},
	);
});
