import {readFileSync, unlinkSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import process from 'node:process';
import {SessionError} from './session-folder.ts';

/** Who works with a session: two at once would write over each other. */
type Owner = {readonly pid: number; readonly host: string; readonly began: string};

/** Throws a `SessionError` where another program has it. The result gives it back. */
export function lock(file: string, id: string): () => void {
	const place = `${file}.lock`;
	const mine = JSON.stringify({pid: process.pid, host: hostname(), began: beganAt(process.pid)} satisfies Owner);
	for (let isSecond = false; ; isSecond = true) {
		try {
			writeFileSync(place, mine, {flag: 'wx', mode: 0o600});
			return () => release(place, mine);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
			const owner = readOwner(place);
			if (isSecond || (owner && isAlive(owner))) {
				const who = owner ? `process ${owner.pid} on ${owner.host}` : 'another program';
				throw new SessionError(`${id} is open in another swarmlab (${who}): quit that one first`);
			}
			// Whoever had it died without giving it back.
			unlinkSync(place);
		}
	}
}

function release(place: string, mine: string): void {
	try {
		if (readFileSync(place, 'utf8') === mine) unlinkSync(place);
	} catch {
		// It is gone already.
	}
}

function readOwner(place: string): Owner | undefined {
	try {
		const {pid, host, began} = JSON.parse(readFileSync(place, 'utf8'));
		return Number.isInteger(pid) && pid > 0 ? {pid, host: String(host), began: String(began)} : undefined;
	} catch {
		return undefined;
	}
}

function isAlive({pid, host, began}: Owner): boolean {
	// Of another machine's processes nothing is known.
	if (host !== hostname()) return true;
	try {
		process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
	// Numbers are given again: the process that has it now may be another one.
	return began === '' || beganAt(pid) === began;
}

/** When a process began, in the system's ticks; empty where the system does not say. */
function beganAt(pid: number): string {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
		return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
	} catch {
		return '';
	}
}
