import {openInput, readLines, withoutNewline} from './input.ts';
import {createTool, ToolFailure} from './options.ts';

export const uniq = createTool('uniq', {flags: 'cdiu'}, 1, async (options, io) => {
	const [path = '-', outputPath, extra] = options.operands;
	if (extra !== undefined) throw new ToolFailure(`extra operand ‘${extra}’\nTry 'uniq --help' for more information.`);
	const input = openInput(path, io);
	if (!input) throw new ToolFailure(`${path}: No such file or directory`);
	const output: string[] = [];
	let current: string | undefined;
	let count = 0;
	const flush = () => {
		if (current === undefined || (options.has('d') && count === 1) || (options.has('u') && count > 1)) return;
		output.push(options.has('c') ? `${String(count).padStart(7)} ${current}\n` : `${current}\n`);
	};
	const fold = (line: string) => (options.has('i') ? line.toLowerCase() : line);
	for await (const lines of readLines(input)) {
		for (const line of lines.map(withoutNewline)) {
			if (current !== undefined && fold(line) === fold(current)) {
				count++;
				continue;
			}
			flush();
			current = line;
			count = 1;
		}
	}
	flush();
	if (outputPath === undefined || outputPath === '-') io.stdout(output.join(''));
	else io.files.write(outputPath, output.join(''));
	return 0;
});
