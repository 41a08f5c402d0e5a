import type {ProcessIo} from '../../base/program.ts';

/** A file's text, or standard input for `-`. Undefined: no such file. */
export function openInput(path: string, io: ProcessIo): AsyncIterable<string> | undefined {
	if (path === '-') return io.stdin;
	const text = io.files.read(path);
	return text === undefined ? undefined : onlyChunk(text);
}

/** Text that is there at once. */
export async function* onlyChunk(text: string): AsyncGenerator<string> {
	if (text !== '') yield text;
}

/** Lines as they arrive, each with its newline; the very last one may have none. */
export async function* readLines(input: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
	let rest = '';
	for await (const chunk of input) {
		const lines = splitLines(rest + chunk);
		rest = lines.at(-1)?.endsWith('\n') ? '' : (lines.pop() ?? '');
		if (lines.length > 0) yield lines;
	}
	if (rest !== '') yield [rest];
}

export async function readAll(input: AsyncIterable<string>): Promise<string> {
	let text = '';
	for await (const chunk of input) text += chunk;
	return text;
}

/** Each line with its newline. */
export function splitLines(text: string): string[] {
	return text === '' ? [] : text.split(/(?<=\n)/);
}

export function withoutNewline(line: string): string {
	return line.endsWith('\n') ? line.slice(0, -1) : line;
}

/** A text's length in UTF-8, which is what the tools count as bytes. */
export function utf8Length(text: string): number {
	let length = 0;
	for (const character of text) {
		const code = character.codePointAt(0) as number;
		length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
	}
	return length;
}
