import fs from 'node:fs';
import type {Diary} from '../lab/lab.ts';
import type {Record} from '../lab/session.ts';
import {type Header, type Line, printHeader, printRecord} from '../lab/session-file.ts';
import type {SavingView} from '../lab/snapshot.ts';
import {fileOf, makeFolder, SessionError} from './session-folder.ts';
import {lock} from './session-lock.ts';
import {describeSystemError} from './system-error.ts';

/** The calls that can fail when a disk is full or gone. */
export type FileSystem = Pick<
	typeof fs,
	'openSync' | 'writeSync' | 'ftruncateSync' | 'fdatasync' | 'fdatasyncSync' | 'closeSync'
>;

export type OpenDiary = Diary & {
	/** Writes what is left, and says what became of it. May be called while the process exits. */
	readonly close: () => {readonly isSaved: boolean; readonly problem?: string};
};

export type DiaryOptions = {
	readonly folder: string;
	readonly id: string;
	readonly header: Header;
	/** A file that is gone on with: its last checksum and its whole length, and the lock on it. */
	readonly resumed?: {readonly sum: string; readonly length: number; readonly release: () => void};
	readonly system?: FileSystem;
};

/**
Writes a session down as it happens, a line for each record. A line is handed to the system before what it says shows
any effect, so the program may die at any moment; the disk is asked to have it right after, without waiting. Where
that fails, the session goes on, what could not be written is kept, and each next line tries again.
*/
export function openDiary({folder, id, header, resumed, system = fs}: DiaryOptions): OpenDiary {
	const listeners = new Set<() => void>();
	let view: SavingView = {id};
	let last: Line | undefined;
	let {sum = '', length = 0, release} = resumed ?? {};
	let waiting: string[] = [];
	let handle: number | undefined;
	let isSyncing = false;
	let isDirty = false;

	const tell = (problem: string | undefined) => {
		if (problem === view.problem) return;
		view = problem === undefined ? {id} : {id, problem};
		for (const listener of listeners) listener();
	};

	const open = (): number => {
		if (handle !== undefined) return handle;
		if (!resumed) makeFolder(folder);
		release ??= lock(fileOf(folder, id), id);
		handle = system.openSync(fileOf(folder, id), resumed ? 'r+' : 'wx', 0o600);
		// A line that was being written when the machine died is no part of it.
		if (resumed) system.ftruncateSync(handle, length);
		return handle;
	};

	/** All that waits, whole, or nothing of it. */
	const writeOut = () => {
		const bytes = Buffer.from(waiting.join(''));
		const file = open();
		let written = 0;
		try {
			while (written < bytes.length) {
				written += system.writeSync(file, bytes, written, bytes.length - written, length + written);
			}
		} catch (error) {
			if (written > 0) system.ftruncateSync(file, length);
			throw error;
		}
		length += bytes.length;
		waiting = [];
		isDirty = true;
	};

	const sync = () => {
		if (isSyncing || !isDirty || handle === undefined) return;
		isSyncing = true;
		isDirty = false;
		system.fdatasync(handle, error => {
			isSyncing = false;
			if (error) tell(`the disk did not take it: ${describeSystemError(error as Error)}`);
			sync();
		});
	};

	const flush = () => {
		try {
			writeOut();
			tell(undefined);
			sync();
		} catch (error) {
			tell(error instanceof SessionError ? error.message : describeSystemError(error as Error));
		}
	};

	return {
		view: () => view,
		subscribe: listener => void listeners.add(listener),
		write(record: Record) {
			// Of a lab in which nothing was done there is nothing to keep.
			if (sum === '' && record.type === 'clock') return;
			if (sum === '') {
				last = printHeader(header);
				waiting.push(`${last.text}\n`);
				sum = last.sum;
			}
			last = printRecord(record, sum);
			sum = last.sum;
			waiting.push(`${last.text}\n`);
			flush();
		},
		close() {
			if (waiting.length > 0) flush();
			if (handle !== undefined) {
				try {
					system.fdatasyncSync(handle);
					system.closeSync(handle);
				} catch {
					// It was told when it was written, or it is too late.
				}
				handle = undefined;
			}
			release?.();
			const isSaved = length > 0 && waiting.length === 0;
			return {isSaved, ...(view.problem === undefined ? {} : {problem: view.problem})};
		},
	};
}
