/** The last result again while every argument is the same object or value. */
export function remember<Arguments extends readonly unknown[], Result>(
	compute: (...inputs: Arguments) => Result,
): (...inputs: Arguments) => Result {
	let last: {readonly inputs: Arguments; readonly result: Result} | undefined;
	return (...inputs) => {
		if (last === undefined || inputs.some((input, index) => !Object.is(input, last?.inputs[index]))) {
			last = {inputs, result: compute(...inputs)};
		}
		return last.result;
	};
}

/** Like `remember`, and rows that read the same stay the same array: then nothing is drawn anew. */
export function rememberRows<Arguments extends readonly unknown[]>(
	compute: (...inputs: Arguments) => readonly string[],
): (...inputs: Arguments) => readonly string[] {
	let shown: readonly string[] = [];
	return remember((...inputs: Arguments) => {
		const rows = compute(...inputs);
		const isSame = rows.length === shown.length && rows.every((row, y) => row === shown[y]);
		if (!isSame) shown = rows;
		return shown;
	});
}
