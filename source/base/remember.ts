/** The last result again while every argument is the same. */
export function remember<Arguments extends readonly unknown[], Result>(
	compute: (...inputs: Arguments) => Result,
): (...inputs: Arguments) => Result {
	let last: {readonly inputs: Arguments; readonly result: Result} | undefined;
	return (...inputs) => {
		if (!last || inputs.some((input, index) => input !== last?.inputs[index]))
			last = {inputs, result: compute(...inputs)};
		return last.result;
	};
}
