import path from 'node:path';
import {root} from '../scripts/install.mjs';
import {startProgram} from './program.mjs';

export const program = path.join(root, 'dist/cli.js');

/** Stands on the screen once the lab takes commands. */
export const prompt = /node1 \$/;

/** Opens the lab and waits until it is at rest. */
export async function openLab(...words) {
	const lab = startProgram('node', [program, '--seed', '1', ...words]);
	await lab.see(prompt);
	await lab.silence(300);
	return lab;
}

/** Types a command into node1's terminal and waits for what it brings about. */
export async function command(lab, line, outcome) {
	lab.send(`${line}\r`);
	await lab.see(outcome);
}

/** All nodes in one swarm, joined from node1 by ssh. */
export async function formSwarm(lab, nodes) {
	await command(lab, 'docker swarm init', /Swarm initialized/);
	await command(lab, 'T=$(docker swarm join-token -q worker); echo token $(echo $T | cut -c 1-6)', /token SWMTKN/);
	await command(
		lab,
		`for n in $(seq 2 ${nodes}); do ssh node$n docker swarm join --token $T 172.31.4.11:2377; done; echo all $(echo there)`,
		/all there/,
	);
	await command(lab, 'clear', prompt);
	await lab.silence(300);
}

/** Back to 1×, by keys: Esc for keys mode, 0 for real time, i for typing again. */
export async function slowDown(lab) {
	for (const key of ['\u001B', '0', 'i']) {
		lab.send(key);
		await lab.silence(300);
	}
	await lab.see(/► 1×/);
}
