import type {Program} from '../../base/program.ts';
import {unescapeFormat, unescapeText} from './escape.ts';

type Formatted = {readonly text: string; readonly problem?: string; readonly endsOutput?: boolean};

/** Bash's own, with `%s %b %c %d %i %u %o %x %X %%`; the format is used again while arguments are left. */
export const printf: Program = async (argv, io) => {
	const [format, ...values] = argv[0] === '--' ? argv.slice(1) : argv;
	if (format === undefined) {
		io.stderr('printf: usage: printf format [arguments]\n');
		return 2;
	}
	const pieces = format.match(/%%|%[-+ 0#]*\d*(?:\.\d*)?.?|[^%]+/gs) ?? [];
	let status = 0;
	let left: number;
	do {
		left = values.length;
		for (const piece of pieces) {
			const {text, problem, endsOutput} = formatPiece(piece, values);
			io.stdout(text);
			if (problem) {
				io.stderr(`swarmlab: printf: ${problem}\n`);
				status = 1;
			}
			if (endsOutput) return status;
		}
	} while (values.length > 0 && values.length < left);
	return status;
};

/** Takes its argument, if it needs one, from the front of `values`. */
function formatPiece(piece: string, values: string[]): Formatted {
	if (!piece.startsWith('%')) return {text: unescapeFormat(piece)};
	if (piece === '%%') return {text: '%'};
	const [, flags = '', width, precision, conversion = ''] = /^%([-+ 0#]*)(\d*)(?:\.(\d*))?(.?)$/s.exec(piece) ?? [];
	if (!/^[sbcdiuoxX]$/.test(conversion))
		return {text: '', problem: `\`${piece}': not a directive of the lab's printf`, endsOutput: true};
	const converted = convert(conversion, values.shift(), precision);
	const isNumber = /[diuoxX]/.test(conversion);
	const sign = isNumber && !converted.text.startsWith('-') ? (/[+ ]/.exec(flags)?.[0] ?? '') : '';
	const text = (flags.includes('+') && sign ? '+' : sign) + converted.text;
	return {...converted, text: pad(text, Number(width), flags, isNumber)};
}

function convert(conversion: string, value: string | undefined, precision: string | undefined): Formatted {
	const text = value ?? '';
	switch (conversion) {
		case 's':
			return {text: precision === undefined ? text : text.slice(0, Number(precision))};
		case 'b': {
			const unescaped = unescapeText(text.replaceAll(/\\([1-7])/g, '\\0$1'));
			return {text: unescaped.text, endsOutput: unescaped.stopped};
		}
		case 'c':
			return {text: [...text][0] ?? '\0'};
		default:
			return convertNumber(conversion, text);
	}
}

function convertNumber(conversion: string, text: string): Formatted {
	const match = /^[-+]?(?:0[xX][\da-fA-F]+|\d+)/.exec(text.trimStart())?.[0] ?? '';
	const digits = match.replace(/^[-+]/, '').replace(/^0(?=\d)/, '0o');
	const magnitude = BigInt(/^0o.*[89]/.test(digits) ? 0 : digits);
	const value = match.startsWith('-') ? -magnitude : magnitude;
	const shown = /[di]/.test(conversion) ? value : BigInt.asUintN(64, value);
	const converted = shown.toString({o: 8, x: 16, X: 16}[conversion] ?? 10);
	return {
		text: conversion === 'X' ? converted.toUpperCase() : converted,
		problem: text.trimStart() === match ? undefined : `${text}: invalid number`,
	};
}

function pad(text: string, width: number, flags: string, isNumber: boolean): string {
	if (flags.includes('-')) return text.padEnd(width);
	if (!flags.includes('0') || !isNumber) return text.padStart(width);
	const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
	return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
