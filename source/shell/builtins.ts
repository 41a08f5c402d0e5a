import type {ProcessIo} from '../base/program.ts';
import {formatHelp} from './help.ts';
import type {Shell} from './shell.ts';

/** A command that works on the shell itself. */
export type Builtin = (argv: readonly string[], io: ProcessIo, shell: Shell) => number;

export const builtins: Readonly<Record<string, Builtin>> = {
	clear(_argv, _io, {surroundings}) {
		surroundings.clear?.();
		return 0;
	},
	exit,
	export: exportVariables,
	help(_argv, io, {surroundings}) {
		io.stdout(formatHelp(surroundings.programs, surroundings.descriptions ?? {}));
		return 0;
	},
	history: printHistory,
	unset: unsetVariables,
};

const namePattern = /^[A-Za-z_]\w*$/;

function exit(argv: readonly string[], io: ProcessIo, shell: Shell): number {
	const [status, extra] = argv;
	const isNumber = status === undefined || /^[-+]?\d+$/.test(status);
	if (isNumber && extra !== undefined) {
		io.stderr('swarmlab: exit: too many arguments\n');
		return 1;
	}
	shell.exited = true;
	if (status === undefined) return shell.state.status;
	if (isNumber) return Number(status) & 0xff;
	io.stderr(`swarmlab: exit: ${status}: numeric argument required\n`);
	return 2;
}

/** `export NAME`, `export NAME=value`, `export -n NAME` takes it back; alone or with `-p` it lists. */
function exportVariables(argv: readonly string[], io: ProcessIo, {state}: Shell): number {
	const names = argv.filter(word => word !== '-p' && word !== '-n');
	if (names.length === 0) {
		for (const name of [...state.exported].sort()) {
			const value = state.variables.get(name);
			const quoted = value === undefined ? '' : `="${value.replaceAll(/[$`"\\]/g, '\\$&')}"`;
			io.stdout(`declare -x ${name}${quoted}\n`);
		}
		return 0;
	}
	let status = 0;
	for (const word of names) {
		const [, name = word, value] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
		if (!namePattern.test(name)) {
			io.stderr(`swarmlab: export: \`${word}': not a valid identifier\n`);
			status = 1;
			continue;
		}
		if (value !== undefined) state.variables.set(name, value);
		if (argv.includes('-n')) state.exported.delete(name);
		else state.exported.add(name);
	}
	return status;
}

function unsetVariables(argv: readonly string[], io: ProcessIo, {state}: Shell): number {
	let status = 0;
	for (const name of argv[0] === '-v' ? argv.slice(1) : argv) {
		if (namePattern.test(name)) {
			state.variables.delete(name);
			state.exported.delete(name);
		} else {
			io.stderr(`swarmlab: unset: \`${name}': not a valid identifier\n`);
			status = 1;
		}
	}
	return status;
}

/** `history 5`: the last five. */
function printHistory([count]: readonly string[], io: ProcessIo, {surroundings}: Shell): number {
	const lines = surroundings.history?.() ?? [];
	if (count !== undefined && !/^\d+$/.test(count)) {
		io.stderr(`swarmlab: history: ${count}: numeric argument required\n`);
		return 1;
	}
	const first = count === undefined ? 0 : Math.max(lines.length - Number(count), 0);
	for (const [index, line] of lines.slice(first).entries())
		io.stdout(`${String(first + index + 1).padStart(5)}  ${line}\n`);
	return 0;
}
