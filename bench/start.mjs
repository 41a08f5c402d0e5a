import {program, prompt} from './lab.mjs';
import {median, momentOf, startProgram} from './program.mjs';

const rounds = 11;

/** Time to the first frame, and to the answer to a key that was pressed as soon as there was one. */
export async function measureStart() {
	const samples = {node: [], output: [], frame: [], live: []};
	for (let round = -1; round < rounds; round++) {
		const node = await startProgram('node', ['-e', '0']).ended;
		const output = await firstOutputOfNode();
		const {frame, live} = await startOfLab();
		if (round < 0) continue;
		samples.node.push(node);
		samples.output.push(output);
		samples.frame.push(frame);
		samples.live.push(live);
	}
	const ratio = (name, anchor) => median(samples[name].map((value, round) => value / samples[anchor][round]));
	return {
		nodeMs: median(samples.node),
		outputMs: median(samples.output),
		frameMs: median(samples.frame),
		liveMs: median(samples.live),
		frameRatio: ratio('frame', 'node'),
		liveRatio: ratio('live', 'node'),
	};
}

async function firstOutputOfNode() {
	const node = startProgram('node', ['-e', 'process.stdout.write("ready")']);
	await node.ended;
	return momentOf(/ready/, node.chunks);
}

async function startOfLab() {
	const lab = startProgram('node', [program]);
	while (!lab.chunks.some(({text}) => text.includes('node1'))) await lab.nextOutput(5000);
	lab.send('x');
	await lab.silence(300);
	await lab.end();
	return {
		frame: await momentOf(prompt, lab.chunks),
		live: await momentOf(/node1 \$ x/, lab.chunks),
	};
}
