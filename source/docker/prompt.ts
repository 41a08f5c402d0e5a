import type {ProcessIo} from '../base/program.ts';
import {Interrupted} from './failure.ts';
import {trimSpace} from './go/strconv.ts';

/** The next line of standard input, without its end; what there is where input ends before. */
export async function readLine({stdin, signal}: Pick<ProcessIo, 'stdin' | 'signal'>): Promise<string> {
	const chunks = stdin[Symbol.asyncIterator]();
	const aborted = new Promise<never>((_, reject) => {
		if (signal.aborted) reject(new Interrupted());
		signal.addEventListener('abort', () => reject(new Interrupted()), {once: true});
	});
	let text = '';
	while (!text.includes('\n')) {
		const chunk = await Promise.race([chunks.next(), aborted]);
		if (chunk.done) break;
		text += chunk.value;
	}
	return text.split('\n', 1)[0] ?? '';
}

/** Asks; only `y` is a yes. */
export async function confirm(question: string, io: Pick<ProcessIo, 'stdin' | 'stdout' | 'signal'>): Promise<boolean> {
	io.stdout(`${question} [y/N] `);
	return trimSpace(await readLine(io)).toLowerCase() === 'y';
}
