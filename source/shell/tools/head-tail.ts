import type {ProcessIo} from '../../base/program.ts';
import {openInput, readAll, readLines, splitLines, utf8Length} from './input.ts';
import {createTool, type Options, ToolFailure} from './options.ts';

/** How much: `-n 3`, `-c 3`, with the sign that head (`-3`) and tail (`+3`) understand. */
type Amount = {readonly unit: 'lines' | 'bytes'; readonly sign: '' | '+' | '-'; readonly count: number};

export const head = createTool('head', {flags: 'qv', values: 'nc', number: 'n'}, 1, (options, io) => {
	const amount = readAmount(options, /^(-?)(\d+)$/);
	return eachInput('head', options, io, input => writeHead(input, amount, io));
});

export const tail = createTool('tail', {flags: 'qv', values: 'nc', number: 'n'}, 1, (options, io) => {
	const amount = readAmount(options, /^([-+]?)(\d+)$/);
	return eachInput('tail', options, io, async input => io.stdout(tailOf(await readAll(input), amount)));
});

function readAmount(options: Options, pattern: RegExp): Amount {
	const {letter, value} = options.values('nc').at(-1) ?? {letter: 'n', value: '10'};
	const unit = letter === 'n' ? 'lines' : 'bytes';
	const match = pattern.exec(value);
	if (!match) throw new ToolFailure(`invalid number of ${unit}: ‘${value}’`);
	return {unit, sign: match[1] as Amount['sign'], count: Number(match[2])};
}

async function eachInput(
	name: string,
	options: Options,
	io: ProcessIo,
	write: (input: AsyncIterable<string>) => Promise<void>,
): Promise<number> {
	const paths = options.operands.length === 0 ? ['-'] : options.operands;
	const hasHeaders = options.has('v') || (paths.length > 1 && !options.has('q'));
	let status = 0;
	let isFirst = true;
	for (const path of paths) {
		const input = openInput(path, io);
		if (!input) {
			io.stderr(`${name}: cannot open '${path}' for reading: No such file or directory\n`);
			status = 1;
			continue;
		}
		if (hasHeaders) io.stdout(`${isFirst ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
		isFirst = false;
		await write(input);
	}
	return status;
}

/** Stops reading as soon as it has enough. */
async function writeHead(input: AsyncIterable<string>, {unit, sign, count}: Amount, io: ProcessIo): Promise<void> {
	if (sign === '-' || unit === 'bytes') {
		const text = await readAll(input);
		if (unit === 'lines')
			io.stdout(
				splitLines(text)
					.slice(0, -count || Infinity)
					.join(''),
			);
		else io.stdout(leadingBytes(text, sign === '-' ? utf8Length(text) - count : count));
		return;
	}
	let left = count;
	if (left === 0) return;
	for await (const lines of readLines(input)) {
		io.stdout(lines.slice(0, left).join(''));
		left -= lines.length;
		if (left <= 0) return;
	}
}

function tailOf(text: string, {unit, sign, count}: Amount): string {
	if (unit === 'lines') {
		const lines = splitLines(text);
		return lines.slice(sign === '+' ? Math.max(count - 1, 0) : Math.max(lines.length - count, 0)).join('');
	}
	const skipped = sign === '+' ? Math.max(count - 1, 0) : utf8Length(text) - count;
	return text.slice(leadingBytes(text, skipped).length);
}

/** As many whole characters as fit into this many bytes. */
function leadingBytes(text: string, bytes: number): string {
	let length = 0;
	let end = 0;
	for (const character of text) {
		length += utf8Length(character);
		if (length > bytes) break;
		end += character.length;
	}
	return text.slice(0, end);
}
