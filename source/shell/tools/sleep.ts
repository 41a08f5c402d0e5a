import {createTool, ToolFailure} from './options.ts';

const unitSeconds: Readonly<Record<string, number>> = {'': 1, s: 1, m: 60, h: 3600, d: 86_400};

/** In virtual time. */
export const sleep = createTool('sleep', {flags: ''}, 1, async ({operands}, io) => {
	if (operands.length === 0) throw new ToolFailure("missing operand\nTry 'sleep --help' for more information.");
	let seconds = 0;
	for (const text of operands) {
		const [, amount, unit] = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text) ?? [];
		if (amount === undefined)
			throw new ToolFailure(`invalid time interval ‘${text}’\nTry 'sleep --help' for more information.`);
		seconds += Number(amount) * (unitSeconds[unit ?? ''] as number);
	}
	await io.sleep(Math.round(seconds * 1000));
	return 0;
});
