import type {Program} from '../../base/program.ts';
import {unescapeText} from './escape.ts';

/** Bash's own: `-n` no newline, `-e` with escapes, `-E` without. */
export const echo: Program = async (argv, io) => {
	let newline = true;
	let escapes = false;
	let first = 0;
	for (; /^-[neE]+$/.test(argv[first] ?? ''); first++) {
		for (const letter of (argv[first] as string).slice(1)) {
			if (letter === 'n') newline = false;
			else escapes = letter === 'e';
		}
	}
	const text = argv.slice(first).join(' ');
	const {text: unescaped, stopped} = escapes ? unescapeText(text) : {text, stopped: false};
	io.stdout(unescaped + (newline && !stopped ? '\n' : ''));
	return 0;
};
