import {type Flags, noFlags} from './format/flags.ts';
import {formatArgument} from './format/value.ts';
import type {GoValue} from './values.ts';
import {unwrap} from './values.ts';

/** What `Sprintf` reads its directives from. */
type Scan = {
	readonly format: string;
	readonly args: readonly (GoValue | undefined)[];
	position: number;
	argument: number;
	/** An index such as `[2]` was given somewhere: surplus arguments are no longer counted. */
	reordered: boolean;
	/** False from a bad index to the end of its directive. */
	goodIndex: boolean;
};

const widthMax = 1_000_000;

/** `fmt.Sprintf`. `undefined` stands for nil. */
export function sprintf(format: string, args: readonly (GoValue | undefined)[]): string {
	const scan: Scan = {format, args: args.map(unwrap), position: 0, argument: 0, reordered: false, goodIndex: true};
	let text = '';
	for (;;) {
		const percent = format.indexOf('%', scan.position);
		if (percent < 0) break;
		text += format.slice(scan.position, percent);
		scan.position = percent + 1;
		text += formatDirective(scan);
	}
	text += format.slice(scan.position);
	if (scan.reordered || scan.argument >= args.length) return text;
	const extra = scan.args.slice(scan.argument).map(value => {
		return value === undefined ? '<nil>' : `${value.type.name}=${formatArgument(value, 'v', noFlags)}`;
	});
	return `${text}%!(EXTRA ${extra.join(', ')})`;
}

/** One directive after its `%`: flags, index, width, precision, index, verb. */
function formatDirective(scan: Scan): string {
	scan.goodIndex = true;
	const letters = /^[#0+\- ]*/.exec(scan.format.slice(scan.position))?.[0] ?? '';
	scan.position += letters.length;
	let flags: Flags = {
		...noFlags,
		plus: letters.includes('+'),
		minus: letters.includes('-'),
		sharp: letters.includes('#'),
		space: letters.includes(' '),
		zero: letters.includes('0'),
	};
	let complaint = '';
	let afterIndex = readIndex(scan);
	if (scan.format[scan.position] === '*') {
		scan.position++;
		const width = readSizeArgument(scan);
		if (width === undefined) complaint += '%!(BADWIDTH)';
		else if (width < 0) flags = {...flags, width: -width, minus: true, zero: false};
		else flags = {...flags, width};
		afterIndex = false;
	} else {
		const width = readNumber(scan);
		if (afterIndex && width !== undefined) scan.goodIndex = false;
		flags = {...flags, width};
	}
	if (scan.format[scan.position] === '.' && scan.position + 1 < scan.format.length) {
		scan.position++;
		if (afterIndex) scan.goodIndex = false;
		afterIndex = readIndex(scan);
		if (scan.format[scan.position] === '*') {
			scan.position++;
			const precision = readSizeArgument(scan);
			if (precision === undefined || precision < 0) complaint += '%!(BADPREC)';
			else flags = {...flags, precision};
			afterIndex = false;
		} else {
			flags = {...flags, precision: readNumber(scan) ?? 0};
		}
	}
	if (!afterIndex) readIndex(scan);
	return complaint + formatVerb(scan, flags);
}

function formatVerb(scan: Scan, flags: Flags): string {
	const code = scan.format.codePointAt(scan.position);
	if (code === undefined) return '%!(NOVERB)';
	const verb = String.fromCodePoint(code);
	scan.position += verb.length;
	if (verb === '%') return '%';
	if (!scan.goodIndex) return `%!${verb}(BADINDEX)`;
	if (scan.argument >= scan.args.length) return `%!${verb}(MISSING)`;
	const value = scan.args[scan.argument];
	scan.argument++;
	if (verb !== 'v' && verb !== 'w') return formatArgument(value, verb, flags);
	const {sharp, plus} = flags;
	return formatArgument(value, verb, {...flags, sharp: false, plus: false, sharpV: sharp, plusV: plus});
}

/** An argument's number in brackets, from 1. */
function readIndex(scan: Scan): boolean {
	if (scan.format[scan.position] !== '[') return false;
	scan.reordered = true;
	const rest = scan.format.slice(scan.position);
	const close = rest.indexOf(']');
	const isClosed = rest.length >= 3 && close > 0;
	scan.position += isClosed ? close + 1 : 1;
	const inside = isClosed ? rest.slice(1, close) : '';
	const index = /^[0-9]+$/.test(inside) && Number(inside) <= widthMax * 10 ? Number(inside) : undefined;
	if (index !== undefined && index >= 1 && index <= scan.args.length) {
		scan.argument = index - 1;
		return true;
	}
	scan.goodIndex = false;
	return index !== undefined;
}

function readNumber(scan: Scan): number | undefined {
	const text = /^[0-9]+/.exec(scan.format.slice(scan.position))?.[0];
	if (text === undefined) return undefined;
	scan.position += text.length;
	if (Number(text.slice(0, -1)) <= widthMax) return Number(text);
	// Go gives up on the whole format.
	scan.position = scan.format.length;
	return undefined;
}

/** A width or precision given as `*`; undefined where the argument is no fitting integer. */
function readSizeArgument(scan: Scan): number | undefined {
	if (scan.argument >= scan.args.length) return undefined;
	const value = scan.args[scan.argument];
	scan.argument++;
	if (value?.kind !== 'int' && value?.kind !== 'uint') return undefined;
	const size = Number(value.value);
	return Math.abs(size) > widthMax ? undefined : size;
}

/** `fmt.Sprint`: a blank between two operands neither of which is a string. */
export function sprint(args: readonly (GoValue | undefined)[]): string {
	let text = '';
	let previousIsString = false;
	for (const [index, value] of args.map(unwrap).entries()) {
		const isString = value?.kind === 'string';
		if (index > 0 && !isString && !previousIsString) text += ' ';
		text += formatArgument(value, 'v', noFlags);
		previousIsString = isString;
	}
	return text;
}

/** `fmt.Sprintln`. */
export function sprintln(args: readonly (GoValue | undefined)[]): string {
	return `${args.map(value => formatArgument(unwrap(value), 'v', noFlags)).join(' ')}\n`;
}

/** `%v`, as `{{.}}` prints it: `map[tier:front zone:east]`, `[a b]`, `{…}`; `<no value>` for `undefined`. */
export function formatGo(value: GoValue | undefined): string {
	let printed = unwrap(value);
	while (printed?.kind === 'pointer' && printed.target) printed = unwrap(printed.target);
	return printed === undefined ? '<no value>' : formatArgument(printed, 'v', noFlags);
}
