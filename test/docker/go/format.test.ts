import {expect, test} from 'vitest';
import {type FloatFormat, formatFloat} from '../../../source/docker/go/float.ts';
import {formatGo, sprintf} from '../../../source/docker/go/format.ts';
import {marshalJson} from '../../../source/docker/go/json.ts';
import {byteLength, canBackquote, quote, toLower, toUpper, unquote} from '../../../source/docker/go/strconv.ts';
import {anyType, mapOf, sliceOf} from '../../../source/docker/go/type.ts';
import {goInt, goMap, goString, goStringMap, goStrings, zeroValue} from '../../../source/docker/go/values.ts';
import {readCases} from './cases.ts';

test('floats have the digits that Go gives them, for every format and precision', () => {
	const cases = readCases<[value: string, format: FloatFormat, precision: number, text: string]>('floats');
	const results = cases.map(([value, format, precision]) => {
		return formatFloat(Number(value), format, precision < 0 ? undefined : precision);
	});
	expect(results).toEqual(cases.map(([, , , text]) => text));
});

test('exact halves are rounded to even', () => {
	expect(formatFloat(1.0625, 'g', 4)).toBe('1.062');
	expect(formatFloat(2.5, 'f', 0)).toBe('2');
	expect(formatFloat(3.5, 'f', 0)).toBe('4');
});

test('strings are quoted for Go, for Go in ASCII and for JSON as Go does', () => {
	const cases = readCases<[text: string, quoted: string, ascii: string, json: string]>('quotes');
	const results = cases.map(([text]) => [
		text,
		quote(text),
		quote(text, {asciiOnly: true}),
		marshalJson(goString(text)),
	]);
	expect(results).toEqual(cases);
});

test('what was quoted is read back', () => {
	const cases = readCases<[text: string, quoted: string, ascii: string]>('quotes');
	expect(cases.map(([, quoted]) => unquote(quoted))).toEqual(cases.map(([text]) => text));
	expect(cases.map(([, , ascii]) => unquote(ascii))).toEqual(cases.map(([text]) => text));
	expect(unquote(String.raw`"\xc3\xa9\101\x41"`)).toBe('éAA');
	expect(unquote(String.raw`"\q"`)).toBeUndefined();
	expect(unquote('`a\r\nb`')).toBe('a\nb');
});

test('maps print by key, nil prints as nil, what is missing as no value', () => {
	expect(formatGo(goStringMap({zone: 'east', tier: 'front'}))).toBe('map[tier:front zone:east]');
	expect(formatGo(goStrings(['a', 'b']))).toBe('[a b]');
	expect(formatGo(undefined)).toBe('<no value>');
	expect(formatGo(zeroValue(sliceOf(anyType)))).toBe('[]');
	expect(formatGo(goMap([['k', zeroValue(anyType)]], mapOf(anyType)))).toBe('map[k:<nil>]');
});

test('a format that asks for the wrong thing says so in the text', () => {
	expect(sprintf('%d %s', [goString('x')])).toBe('%!d(string=x) %!s(MISSING)');
	expect(sprintf('%d', [goInt(1), goInt(2), undefined])).toBe('1%!(EXTRA int=2, <nil>)');
	expect(sprintf('%[3]d %[x]d %', [goInt(1)])).toBe('%!d(BADINDEX) %!d(BADINDEX) %!(NOVERB)');
	expect(sprintf('%*d|%.*f', [goString('w'), goInt(1), goInt(-1), goInt(1)])).toBe(
		'%!(BADWIDTH)1|%!(BADPREC)%!f(int=1)',
	);
});

test('lengths count bytes, and letters change case one by one', () => {
	expect(byteLength('aé€😀')).toBe(1 + 2 + 3 + 4);
	expect(toUpper('straße é')).toBe('STRAßE É');
	expect(toLower('ÀΣ')).toBe('àσ');
	expect(canBackquote('a\tb')).toBe(true);
	expect(canBackquote('a\nb')).toBe(false);
	expect(canBackquote('a`b')).toBe(false);
});
