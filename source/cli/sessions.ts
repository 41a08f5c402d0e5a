import {createHash} from 'node:crypto';
import {closeSync, fsyncSync, openSync, renameSync, statSync, unlinkSync, writeSync} from 'node:fs';
import {currentBranch} from '../lab/session.ts';
import {parseSession, type SessionFile, SessionFileError} from '../lab/session-file.ts';
import {formatAge, formatSpan} from '../ui/text/time.ts';
import type {SessionCommand} from './arguments.ts';
import {openDiary} from './diary.ts';
import {
	fileOf,
	findId,
	listIds,
	makeFolder,
	newId,
	readSession,
	readText,
	removeSession,
	SessionError,
	sessionFolder,
} from './session-folder.ts';
import {lock} from './session-lock.ts';
import {describeSystemError} from './system-error.ts';

/** One of the program's pieces: what the start of a lab does without, and nothing but its exports is used elsewhere. */
export {openDiary, SessionError};

type Environment = Readonly<{[name: string]: string | undefined}>;

/** A name for a session that begins now. */
export const nameSession = (env: Environment, openedAt: number) => {
	const folder = sessionFolder(env);
	const ids = listIds(folder);
	return {folder, id: newId(openedAt, id => ids.includes(id))};
};

/** A session to be gone on with, which nobody else may write to meanwhile. Throws a `SessionError`. */
export function takeSession(env: Environment, wanted: string | undefined) {
	const folder = sessionFolder(env);
	const id = findId(folder, wanted);
	const release = lock(fileOf(folder, id), id);
	try {
		return {folder, id, release, file: readSession(fileOf(folder, id))};
	} catch (error) {
		release();
		throw error;
	}
}

/** Everything about sessions but living them. Returns what to print; throws a `SessionError`. */
export function manage(command: Exclude<SessionCommand, {type: 'replay'}>, env: Environment, now: number): string {
	const folder = sessionFolder(env);
	switch (command.type) {
		case 'sessions':
			return list(folder, now);
		case 'remove':
			return command.ids.map(wanted => remove(folder, findId(folder, wanted))).join('');
		case 'export':
			return exportSession(folder, findId(folder, command.id), command.file);
		case 'import':
			return importSession(folder, command.file);
	}
}

/** A session of the folder, or of a file anywhere. Throws a `SessionError` that names the line. */
export const sessionIn = (file: string): SessionFile => readSession(file);

function list(folder: string, now: number): string {
	const rows = listIds(folder).map(id => describe(folder, id, now));
	if (rows.length === 0) return `There are no sessions yet in ${folder}.\n`;
	const heading = ['ID', 'OPENED', 'LAB TIME', 'NODES', 'SIZE', 'LAST COMMAND'];
	const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map(row => row[column]?.length ?? 0)));
	return [heading, ...rows]
		.map(
			row =>
				`${row
					.map((cell, column) => cell.padEnd(widths[column] ?? 0))
					.join('   ')
					.trimEnd()}\n`,
		)
		.join('');
}

/** One that cannot be read is listed all the same. */
function describe(folder: string, id: string, now: number): string[] {
	const file = fileOf(folder, id);
	const size = formatSize(statSync(file).size);
	try {
		const {header, session} = readSession(file);
		const {inputs, end} = currentBranch(session);
		const last = inputs.findLast(input => input.type === 'line' && input.text.trim() !== '');
		const text = last?.type === 'line' ? last.text.replaceAll(/\p{Cc}/gu, ' ') : '';
		const {startedAt, nodes} = header.beginning;
		return [
			id,
			formatAge(now - header.openedAt),
			`+${formatSpan(end - startedAt)}`,
			String(nodes),
			size,
			text.length > LAST_MAX ? `${text.slice(0, LAST_MAX - 1)}…` : text,
		];
	} catch (error) {
		if (!(error instanceof SessionError)) throw error;
		const number = /^\d+/.exec(error.message.slice(file.length + 1))?.[0] ?? '1';
		return [id, '', '', '', size, `damaged in line ${number}: swarmlab resume ${id} says more`];
	}
}

const LAST_MAX = 60;

const formatSize = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`);

function remove(folder: string, id: string): string {
	const release = lock(fileOf(folder, id), id);
	try {
		removeSession(folder, id);
	} finally {
		release();
	}
	return `removed ${id}\n`;
}

function exportSession(folder: string, id: string, file: string): string {
	const source = fileOf(folder, id);
	const {length} = readSession(source);
	// A line that is being written just now is left out.
	writeWhole(file, Buffer.from(readText(source)).subarray(0, length));
	return `${id} is in ${file}: whoever has it can compute all keys of that lab\n`;
}

function importSession(folder: string, file: string): string {
	const text = readText(file);
	const {header, length, isTorn} = parse(text, file);
	const bytes = Buffer.from(text).subarray(0, length);
	const ids = listIds(folder);
	const known = ids.find(id => digestOf(Buffer.from(readText(fileOf(folder, id)))) === digestOf(bytes));
	if (known !== undefined) return `it is here already: swarmlab resume ${known}\n`;
	makeFolder(folder);
	const id = newId(header.openedAt, taken => ids.includes(taken));
	const place = fileOf(folder, id);
	writeWhole(`${place}.new`, bytes);
	renameSync(`${place}.new`, place);
	const loss = isTorn ? 'its last line was not whole and is left out; ' : '';
	return `${loss}swarmlab resume ${id} goes on with it\n`;
}

function parse(text: string, file: string): SessionFile {
	try {
		return parseSession(text, file);
	} catch (error) {
		if (error instanceof SessionFileError) throw new SessionError(error.message);
		throw error;
	}
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A new file that is on the disk, or none. */
function writeWhole(file: string, bytes: Uint8Array): void {
	let handle: number | undefined;
	try {
		handle = openSync(file, 'wx', 0o600);
		for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
		fsyncSync(handle);
		closeSync(handle);
	} catch (error) {
		if (handle !== undefined) {
			closeSync(handle);
			unlinkSync(file);
		}
		throw new SessionError(`cannot write ${file}: ${describeSystemError(error as Error)}`);
	}
}
