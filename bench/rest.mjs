import {setTimeout as sleep} from 'node:timers/promises';
import {readUsage} from './program.mjs';

const seconds = 10;

/** What the program costs while nobody touches it. */
export async function measureRest(program) {
	// What the last key brought about has been drawn by then.
	await program.silence(500);
	const before = readUsage(program.pid);
	const startedAt = program.now();
	const chunksBefore = program.chunks.length;
	await sleep(seconds * 1000);
	const took = (program.now() - startedAt) / 1000;
	const after = readUsage(program.pid);
	const written = program.chunks.slice(chunksBefore).reduce((sum, {text}) => sum + Buffer.byteLength(text), 0);
	return {
		cpuShare: (after.cpuSeconds - before.cpuSeconds) / took,
		bytesPerSecond: written / took,
		memoryMb: after.memoryMb,
	};
}
