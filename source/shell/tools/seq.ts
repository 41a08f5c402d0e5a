import type {Program} from '../../base/program.ts';
import {createTool, ToolFailure} from './options.ts';

const numberPattern = /^[-+]?(?:\d+\.?(\d*)|\.(\d+))$/;
const batchSize = 1000;

/** A negative number is an operand, not an option. */
export const seq: Program = (argv, io) => {
	const first = argv.findIndex(word => numberPattern.test(word));
	return tool(first < 0 || argv.includes('--') ? argv : [...argv.slice(0, first), '--', ...argv.slice(first)], io);
};

const tool = createTool('seq', {flags: 'w', values: 's'}, 1, async (options, io) => {
	const {operands} = options;
	if (operands.length === 0) throw usage('missing operand');
	if (operands.length > 3) throw usage(`extra operand ‘${operands[3]}’`);
	for (const text of operands) if (!numberPattern.test(text)) throw usage(`invalid floating point argument: ‘${text}’`);
	const last = operands.at(-1) as string;
	const first = operands.length > 1 ? (operands[0] as string) : '1';
	const step = operands.length > 2 ? (operands[1] as string) : '1';
	if (Number(step) === 0) throw usage(`invalid Zero increment value: ‘${step}’`);
	const decimals = Math.max(...[first, step].map(countDecimals));
	const count = Math.floor((Number(last) - Number(first)) / Number(step) + 1e-9) + 1;
	const format = (index: number) => (Number(first) + index * Number(step)).toFixed(decimals);
	const fraction = decimals > 0 ? decimals + 1 : 0;
	const width = options.has('w') ? Math.max(integerWidth(first), integerWidth(last)) + fraction : 0;
	const separator = options.values('s').at(-1)?.value ?? '\n';
	for (let index = 0; index < count && !io.signal.aborted; index += batchSize) {
		const length = Math.min(batchSize, count - index);
		const batch = Array.from({length}, (_, offset) => pad(format(index + offset), width));
		io.stdout(batch.join(separator) + (index + length < count ? separator : '\n'));
		await undefined; // Lets the reader read, or leave.
	}
	return 0;
});

function countDecimals(text: string): number {
	const [, afterDigits, alone] = numberPattern.exec(text) ?? [];
	return (afterDigits ?? alone ?? '').length;
}

function integerWidth(text: string): number {
	return text.replace(/^\+|\..*$/g, '').length || 1;
}

function pad(text: string, width: number): string {
	return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}

function usage(message: string): ToolFailure {
	return new ToolFailure(`${message}\nTry 'seq --help' for more information.`);
}
