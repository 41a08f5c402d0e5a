import {openInput} from './input.ts';
import {createTool} from './options.ts';

export const cat = createTool('cat', {flags: ''}, 1, async ({operands}, io) => {
	let status = 0;
	for (const path of operands.length === 0 ? ['-'] : operands) {
		const input = openInput(path, io);
		if (!input) {
			io.stderr(`cat: ${path}: No such file or directory\n`);
			status = 1;
			continue;
		}
		for await (const chunk of input) io.stdout(chunk);
	}
	return status;
});
