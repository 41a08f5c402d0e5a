import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, unlinkSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {parseSession, type SessionFile, SessionFileError} from '../lab/session-file.ts';
import {describeSystemError} from './system-error.ts';

/** What cannot be done with sessions, and what can be done about it. */
export class SessionError extends Error {
	override readonly name = 'SessionError';
}

const ending = '.session';

/** As the XDG base directory specification has it: a path that is not absolute does not count. */
export function sessionFolder({
	XDG_STATE_HOME: state = '',
	HOME: home,
}: Readonly<{[name: string]: string | undefined}>) {
	const base = path.isAbsolute(state) ? state : path.join(home || homedir(), '.local/state');
	return path.join(base, 'swarmlab/sessions');
}

/** Nobody else may look into it: what is in it are secrets. */
export function makeFolder(folder: string): void {
	try {
		makeLevels(folder);
		chmodSync(folder, 0o700);
	} catch (error) {
		throw new SessionError(`${describeSystemError(error as Error)}: no sessions can be kept in ${folder}`);
	}
}

/** Node's own, where folders cannot be made, gives a wrong reason or, in `/proc`, never ends. */
function makeLevels(folder: string): void {
	if (existsSync(folder)) return;
	makeLevels(path.dirname(folder));
	mkdirSync(folder, {mode: 0o700});
}

export const fileOf = (folder: string, id: string): string => path.join(folder, id + ending);

/** When it was opened, by the user's own clock: `2026-11-23-1042`. */
export function newId(openedAt: number, isTaken: (id: string) => boolean): string {
	const local = new Date(openedAt - new Date(openedAt).getTimezoneOffset() * 60_000).toISOString();
	const id = `${local.slice(0, 10)}-${local.slice(11, 16).replace(':', '')}`;
	for (let number = 2; ; number++) {
		const next = number === 2 ? id : `${id}-${number - 1}`;
		if (!isTaken(next)) return next;
	}
}

/** The newest first, by when they were written last. */
export function listIds(folder: string): string[] {
	let names: string[];
	try {
		names = readdirSync(folder).filter(name => name.endsWith(ending));
	} catch {
		return [];
	}
	return names
		.map(name => ({id: name.slice(0, -ending.length), at: statSync(path.join(folder, name)).mtimeMs}))
		.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
		.map(({id}) => id);
}

/** A session's whole name for the beginning of one; without one, the latest. Throws a `SessionError`. */
export function findId(folder: string, wanted: string | undefined): string {
	const ids = listIds(folder);
	if (wanted === undefined) {
		if (ids[0] !== undefined) return ids[0];
		throw new SessionError(`there are no sessions in ${folder}; swarmlab begins one`);
	}
	const fitting = ids.includes(wanted) ? [wanted] : ids.filter(id => id.startsWith(wanted));
	if (fitting.length === 1 && fitting[0] !== undefined) return fitting[0];
	if (fitting.length > 1) throw new SessionError(`${wanted} may be ${fitting.join(' or ')}: say more of it`);
	throw new SessionError(`there is no session ${wanted}; swarmlab sessions lists those that there are`);
}

/** Throws a `SessionError`. */
export function readText(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		throw new SessionError(`cannot read ${file}: ${describeSystemError(error as Error)}`);
	}
}

/** Throws a `SessionError` that names the line. */
export function readSession(file: string): SessionFile {
	try {
		return parseSession(readText(file), file);
	} catch (error) {
		if (error instanceof SessionFileError) throw new SessionError(error.message);
		throw error;
	}
}

export function removeSession(folder: string, id: string): void {
	try {
		unlinkSync(fileOf(folder, id));
	} catch (error) {
		throw new SessionError(`cannot remove ${fileOf(folder, id)}: ${describeSystemError(error as Error)}`);
	}
}
