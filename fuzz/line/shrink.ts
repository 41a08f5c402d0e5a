import type {Arena, Difference} from './compare.ts';
import type {Case} from './generate.ts';

/** The shortest case found that still differs, and how. */
export async function shrink(
	arena: Arena,
	tried: Case,
	difference: Difference,
	attempts = 200,
): Promise<{tried: Case; difference: Difference}> {
	let best = {tried, difference};
	let left = attempts;
	const attempt = async (shorter: Case): Promise<boolean> => {
		if (left-- <= 0) return false;
		const found = await arena.compare(shorter);
		if (found === undefined || found === 'skipped') return false;
		best = {tried: shorter, difference: found};
		return true;
	};
	for (let hasShrunk = true; hasShrunk && left > 0; ) {
		hasShrunk = false;
		for (const shorter of shorterCases(best.tried)) {
			if (!(await attempt(shorter))) continue;
			hasShrunk = true;
			break;
		}
	}
	return best;
}

function* shorterCases(tried: Case): Iterable<Case> {
	const {lines, stdin, env} = tried;
	if (stdin !== '') yield {...tried, stdin: ''};
	if (Object.keys(env).length > 0) yield {...tried, env: {}};
	for (const index of lines.keys()) if (lines.length > 1) yield {...tried, lines: lines.toSpliced(index, 1)};
	for (const [index, line] of lines.entries()) {
		for (const shorter of shorterLines(line)) yield {...tried, lines: lines.with(index, shorter)};
	}
}

function* shorterLines(line: readonly string[]): Iterable<readonly string[]> {
	for (const index of line.keys()) yield line.toSpliced(index, 1);
	for (const [index, word] of line.entries()) {
		for (let size = Math.floor(word.length / 2); size >= 1; size = Math.floor(size / 2)) {
			for (let at = 0; at < word.length; at += size) {
				yield line.with(index, word.slice(0, at) + word.slice(at + size));
			}
		}
	}
}
