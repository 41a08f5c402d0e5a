import {readFileSync} from 'node:fs';

/** Rows of a table that Go 1.24.4 wrote: one JSON array a line. */
export function readCases<Row>(name: string): readonly Row[] {
	const text = readFileSync(new URL(`cases/${name}.jsonl`, import.meta.url), 'utf8');
	return text
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line) as Row);
}
