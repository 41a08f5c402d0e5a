import type {ProcessIo} from '../../base/program.ts';

export type Amount = {readonly current: number; readonly total: number; readonly unit: string};

export type Progress = {
	/** Sets the line of that name. Bars are drawn on terminals only. */
	readonly update: (id: string, status: string, amount?: Amount) => void;
	/** A line of its own, below all others. */
	readonly message: (text: string) => void;
};

/** Lines that change in place on a terminal, and follow one another elsewhere: Docker's progress display. */
export function createProgress({stdout, stdoutIsTerminal, columns}: ProcessIo): Progress {
	const lines = new Map<string, number>();

	const draw = (id: string, status: string, amount?: Amount) => {
		const isNew = !lines.has(id);
		const line = lines.get(id) ?? lines.size;
		lines.set(id, line);
		const up = lines.size - line;
		stdout(`${isNew ? '\n' : ''}\x1b[${up}A\x1b[2K\r${id}: ${status} ${bar(columns, amount)}\r\x1b[${up}B`);
	};

	return {
		update: (id, status, amount) => {
			if (stdoutIsTerminal) draw(id, status, amount);
			else if (bar(columns, amount) === '') stdout(`${id}: ${status}\n`);
		},
		message: text => {
			lines.clear();
			stdout(`${text}\n`);
		},
	};
}

/** `[====>   ] 3/5 nodes`; empty where there is no amount. */
function bar(columns: number, amount?: Amount): string {
	if (!amount || (amount.current <= 0 && amount.total <= 0)) return '';
	const {current, total, unit} = amount;
	const numbers = current > total ? `${current} ${unit}` : `${current}/${total} ${unit}`;
	if (columns <= 110) return numbers;
	const half = Math.min(50, Math.trunc(Math.trunc((current / total) * 100) / 2));
	return `[${'='.repeat(half)}>${' '.repeat(50 - half)}] ${numbers}`;
}
