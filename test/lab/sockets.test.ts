import {afterEach, expect, test, vi} from 'vitest';
import {createLab, type OpenLab} from '../../source/lab/lab.ts';
import type {ServedEngines, ServeEngines} from '../../source/lab/sockets.ts';

const realTime = {
	now: () => performance.now(),
	after: (ms: number, then: () => void) => {
		const timer = setTimeout(then, ms);
		return () => clearTimeout(timer);
	},
};
let lab: OpenLab;
afterEach(() => lab.close());

function open(serve?: ServeEngines): OpenLab {
	lab = createLab({seed: '1', nodes: 2, startedAt: 0, realTime, ...(serve && {serve})});
	return lab;
}
const texts = () => lab.terminal('node1').map(({text}) => text);
async function type(line: string): Promise<void> {
	lab.type('node1', line);
	await vi.waitFor(() => expect(lab.isBusy('node1')).toBe(false));
}

test('serve has sockets made, tells their lines, and shows in the snapshot that they are there; serve off takes them away', async () => {
	const follow = vi.fn();
	const close = vi.fn();
	const exports = {node1: 'export DOCKER_HOST=unix:///x/node1.sock', node2: 'export DOCKER_HOST=unix:///x/node2.sock'};
	const serve = vi.fn<ServeEngines>(engines => {
		expect(engines.map(({name}) => name)).toEqual(['node1', 'node2']);
		return Promise.resolve({folder: '/x', exports, follow, close} satisfies ServedEngines);
	});
	open(serve);
	await type('serve');
	await vi.waitFor(() => expect(lab.snapshot().sockets).toMatchObject({folder: '/x', exports}));
	expect(texts()).toEqual(['node1 $ serve', exports.node1, exports.node2]);
	await type('serve');
	expect(serve).toHaveBeenCalledTimes(1);
	expect(texts().slice(3)).toEqual(['node1 $ serve', exports.node1, exports.node2]);
	await type('serve off');
	expect(close).toHaveBeenCalledTimes(1);
	expect(lab.snapshot().sockets).toBeUndefined();
	expect(follow).toHaveBeenCalled();
});

test('why there are none is told', async () => {
	open(() => Promise.reject(new Error('/x/node1.sock is served by process 7')));
	await type('serve');
	await vi.waitFor(() => expect(texts()).toEqual(['node1 $ serve', '/x/node1.sock is served by process 7']));
	expect(lab.snapshot().sockets).toBeUndefined();
	await type('serve on');
	expect(texts().at(-1)).toContain('each alone on its line');
	await type('serve off');
	expect(texts().at(-1)).toBe('there are no sockets');
});

test('a lab that nobody can serve says how it is done', async () => {
	open();
	await type('serve');
	expect(texts()[1]).toContain('without it: swarmlab serve');
});
