import {setTimeout as sleep} from 'node:timers/promises';
import {quantile, startProgram} from './program.mjs';

const samples = 120;
/** Typed and taken back, so that the line stays short. */
const keys = ['x', '\u007F'];

/** The floor: a program that does nothing but draw the key, on this Node. */
export async function openEcho() {
	const draw =
		'process.stdin.setRawMode(true); process.stdin.on("data", key => process.stdout.write("\\x1b[1;1H" + key));';
	const echo = startProgram('node', ['-e', `${draw} process.stdout.write("ready")`]);
	await echo.see(/ready/);
	return echo;
}

/** From each key to the first output after it: single keys, out of step with any timer of the program's. */
export async function measureKeys(program) {
	const delays = [];
	for (let index = 0; index < samples; index++) {
		await program.silence(60);
		await sleep(Math.random() * 70);
		const pressedAt = program.now();
		const answer = program.nextOutput(1000);
		program.send(keys[index % keys.length]);
		const answeredAt = await answer;
		if (answeredAt !== undefined) delays.push(answeredAt - pressedAt);
	}
	return summarize(delays);
}

/** The same with a key held down: 40 keys a second. */
export async function measureHeldKey(program) {
	const delays = [];
	const pressed = [];
	let seen = program.chunks.length;
	const take = () => {
		for (; seen < program.chunks.length; seen++) {
			const {at} = program.chunks[seen];
			while (pressed.length > 0 && pressed[0] < at) delays.push(at - pressed.shift());
		}
	};
	const startedAt = program.now();
	for (let index = 0; index < samples; index++) {
		await sleep(Math.max(0, startedAt + index * 25 - program.now()));
		take();
		pressed.push(program.now());
		program.send(keys[index % keys.length]);
	}
	await program.silence(100);
	take();
	return summarize(delays);
}

const summarize = delays => ({
	answered: delays.length / samples,
	medianMs: quantile(delays, 0.5),
	p95Ms: quantile(delays, 0.95),
});
