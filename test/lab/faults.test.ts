import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {adviseOn} from '../../source/lab/advice.ts';
import {joinCommand, type OpenLab, openLab} from './open-lab.ts';

let opened: OpenLab;
beforeEach(() => {
	opened = openLab();
});
afterEach(() => opened.lab.close());

const second = 1000;
const quorum = () => opened.lab.snapshot().clusters[0]?.quorum;
const leader = () => opened.lab.snapshot().clusters[0]?.leader;
const node = (number: number) => opened.lab.snapshot().nodes[number - 1];
const hintOf = (lines: readonly string[]) => lines.find(line => line.startsWith('? '))?.slice(2);
/** What the line under the prompt says; it has to fit. */
function advice(name = 'node1'): string {
	const text = opened.lab.advice(name);
	expect(text.length).toBeLessThanOrEqual(76);
	return text;
}

/** A swarm of so many managers, everybody else a worker of it. */
async function createSwarm(managers: number, nodes = 5): Promise<void> {
	const {run, pass} = opened;
	await run('node1', 'docker swarm init');
	for (let index = 2; index <= nodes; index++) {
		await run(`node${index}`, joinCommand(opened, index <= managers ? 'manager' : 'worker'));
	}
	await pass(3 * second);
}

describe('the quorum counts who is really there', () => {
	test('and not the ghost of a node that left and joined again, which still has its vote', async () => {
		const {run, pass, lab} = opened;
		await createSwarm(3);
		const {nodeId = ''} = node(2) ?? {};
		const id = nodeId.slice(0, 12);
		expect(hintOf(await run('node2', 'docker swarm leave --force'))).toContain(`docker node demote ${id}, then`);
		expect(quorum()).toEqual({managers: 3, reachable: 2, tolerates: 0});
		const joined = await run('node2', joinCommand(opened, 'manager'));
		expect(hintOf(joined)).toContain(`${id} is a ghost of node2 and still votes`);
		await pass(30 * second);
		// Docker itself calls the ghost reachable: at its address there is a manager.
		expect((await run('node1', 'docker node ls')).join('\n')).toMatch(new RegExp(`${nodeId}.*Down.*Reachable`));
		expect(quorum()).toEqual({managers: 4, reachable: 3, tolerates: 0});
		expect(advice()).toBe(`A ghost of node2 votes: docker node demote ${id}, then node rm it.`);
		expect(lab.warning('node1', 'stop node3')?.text).toMatch(/^2 of 4 managers would be left: the swarm stops/);
		expect(hintOf(await run('node1', 'docker node rm node2'))).toMatch(
			new RegExp(`more than one node.*${id} is the one that is gone: docker node demote`, 'i'),
		);
		await run('node1', `docker node demote ${id}`);
		await pass(5 * second);
		expect(quorum()).toEqual({managers: 3, reachable: 3, tolerates: 1});
		expect(hintOf(await run('node1', 'docker node inspect node2'))).toMatch(new RegExp(`gone: docker node rm ${id}$`));
		await run('node1', `docker node rm ${id}`);
		expect(lab.snapshot().clusters[0]?.ghosts).toEqual([]);
	});

	test.each(['stop', 'cut'])('from the moment of `%s` of the leader, to the election and after it', async fault => {
		const {run, pass, lab} = opened;
		await createSwarm(3);
		expect(leader()).toBe('node1');
		expect(lab.warning('node2', `${fault} node1`)?.text).toBe(
			'2 of 3 managers would be left after an election: losing one more stops the swarm',
		);
		const told = new Set<string>();
		lab.subscribe(() => told.add(`${leader()} ${JSON.stringify(quorum())}`));
		await run('node2', `${fault} node1`);
		expect(advice('node2')).toBe('Nobody leads: an election takes 10 to 20 s, once the leader was missed.');
		await pass(60 * second);
		expect(leader()).toMatch(/node[23]/);
		const two = JSON.stringify({managers: 3, reachable: 2, tolerates: 0});
		const three = JSON.stringify({managers: 3, reachable: 3, tolerates: 1});
		told.delete(`node1 ${three}`);
		expect([...told]).toEqual([`undefined ${two}`, `${leader()} ${two}`]);
		expect(advice('node2')).toBe(
			`2 of 3 managers left: losing one more stops the swarm. Try: ${fault === 'cut' ? 'heal' : 'start'} node1`,
		);
	});

	test('and a manager that is reached again not before it is heard again', async () => {
		const {run, pass} = opened;
		await createSwarm(3);
		await run('node1', 'cut node3');
		await pass(40 * second);
		await run('node1', 'heal node3');
		expect(quorum()?.reachable).toBe(2);
		expect(advice()).toBe('2 of 3 managers: node3 can be reached again and reconnects by itself.');
		await pass(60 * second);
		expect(quorum()?.reachable).toBe(3);
		expect(advice()).not.toContain('reconnects');
	});
});

test('a blocked link that costs the leader its majority is warned of, another one is not', async () => {
	const {run, pass, lab} = opened;
	await createSwarm(3);
	expect(lab.warning('node1', 'block node2 node3')).toBeUndefined();
	expect(lab.warning('node1', 'block node4 node1')).toBeUndefined();
	expect(lab.warning('node1', 'block node2 node1')?.text).toMatch(/^2 of 3 managers would be left: losing one more/);
	await run('node1', 'stop node3');
	await pass(second);
	expect(lab.warning('node1', 'block node2 node1')?.text).toMatch(/^1 of 3 managers would be left: the swarm stops/);
});

describe('a new cluster by force', () => {
	test('is asked about twice, and told what it costs', async () => {
		const {run, lab} = opened;
		await createSwarm(3);
		const line = 'docker swarm init --force-new-cluster';
		expect(lab.warning('node1', line)).toEqual({
			text: '3 of 3 managers are up: this throws the other 2 out of Raft.',
			needsConfirmation: true,
		});
		expect(lab.warning('node1', 'docker swarm init')).toBeUndefined();
		for (const name of ['node2', 'node3']) await run('node1', `stop ${name}`);
		expect(lab.warning('node1', line)?.text).toBe(
			'node1 goes on alone from what it knows; the other 2 come back by themselves.',
		);
	});

	test('is joined again by the former managers, by themselves, and the lab says nothing else', async () => {
		const {run, pass, lab} = opened;
		await createSwarm(3);
		for (const name of ['node2', 'node3']) await run('node1', `stop ${name}`);
		expect(hintOf(await run('node1', 'docker swarm init --force-new-cluster'))).toMatch(/join again by themselves/);
		for (const name of ['node2', 'node3']) lab.type('node4', `start ${name}`);
		const told = new Set<string>();
		lab.subscribe(() => told.add(lab.advice('node1')));
		// Each start takes 20 s, for which it waits for its swarm.
		await pass(80 * second);
		expect(quorum()).toEqual({managers: 3, reachable: 3, tolerates: 1});
		expect([...told].filter(each => each.includes('leave'))).toEqual([]);
		expect([...told]).toContain('node2 was taken out of Raft; it comes back by itself, within a minute.');
	});
});

test('a manager that could not join Raft again, and does not try any more, is to be started anew', async () => {
	await createSwarm(3);
	const snapshot = opened.lab.snapshot();
	const error = "manager stopped: can't initialize raft node: rpc error: code = Unavailable desc = connection error";
	const nodes = snapshot.nodes.map(one => (one.name === 'node2' ? {...one, state: 'error' as const, error} : one));
	expect(adviseOn({...snapshot, nodes}, 'node1', undefined)).toBe(
		'node2 could not join Raft, and gave up. Try: stop node2, start node2',
	);
	expect(adviseOn(snapshot, 'node1', undefined)).not.toContain('gave up');
});

test('a manager that was away when the unlock key changed is to be opened with the old one', async () => {
	const {run, pass} = opened;
	await createSwarm(3);
	await run('node1', 'docker swarm update --autolock=true');
	const keyOf = (lines: readonly string[]) => /SWMKEY\S+/.exec(lines.join('\n'))?.[0] ?? '';
	const old = keyOf(await run('node1', 'docker swarm unlock-key'));
	await run('node1', 'stop node3');
	const next = keyOf(await run('node1', 'docker swarm unlock-key --rotate'));
	expect(next).not.toBe(old);
	await run('node1', 'start node3');
	await pass(second);
	expect(advice()).toBe('node3 was away when the unlock key changed: unlock it with the old one.');
	const unlock = async (key: string) => {
		opened.lab.type('node3', 'docker swarm unlock');
		await pass(second);
		return run('node3', key);
	};
	expect(hintOf(await run('node3', 'docker node ls'))).toMatch(/the old key: the unlock key changed while/);
	expect(hintOf(await unlock(next))).toMatch(/not the one that this disk was locked with. Wanted is the old key/);
	expect(hintOf(await unlock('SWMKEY-1-?'))).toMatch(/may have lost some when copied. Wanted is the old key/);
	expect(hintOf(await unlock(old))).toBeUndefined();
	expect(node(3)).toMatchObject({state: 'active', role: 'manager'});
	await run('node1', 'stop node3');
	await run('node1', 'start node3');
	await pass(second);
	expect(advice()).toBe('node3 is locked. docker swarm unlock-key on node1, then unlock there.');
	expect(hintOf(await unlock(old))).toMatch(/docker swarm unlock-key on node1 tells it/);
});

describe('who has fallen silent', () => {
	test('is told of until it is Down, and then why', async () => {
		const {run, pass} = opened;
		await createSwarm(1);
		await run('node1', 'stop node5');
		const [, seconds] = /^node5 is stopped; it counts as Down in about (\d+) s\.$/.exec(advice()) ?? [];
		expect(Number(seconds)).toBeGreaterThanOrEqual(9);
		expect(Number(seconds)).toBeLessThanOrEqual(17);
		await pass((Number(seconds) - 1.5) * second);
		expect(node(5)?.status).toBe('ready');
		await pass(2 * second);
		expect(node(5)?.status).toBe('down');
		expect(advice()).toBe('node5 is Down, for its engine is stopped. To bring it back: start node5');
		await run('node1', 'power-off node5');
		await pass(second);
		expect(advice()).toBe('node5 is Down, for the machine is off. To bring it back: start node5');
	});

	test('is never said to be in, and where nobody is reached, nobody is asked to join', async () => {
		const {run, pass} = opened;
		await createSwarm(1, 4);
		await run('node1', 'cut node5');
		expect(advice('node5')).toBe('node5 is cut off: it cannot join. Try: heal node5');
		await run('node1', 'cut node4');
		expect(advice()).toMatch(/^node4 is out of reach; it counts as Down in about 1\d s\.$/);
		await run('node1', 'cut node1');
		await pass(second);
		for (const name of ['node1', 'node5'])
			expect(advice(name)).toBe('node1, the only manager, is cut off. Try: heal node1');
	});
});

test('a machine that is off for a while comes back then, and not after it was switched on and off again', async () => {
	const {run, pass, lab} = opened;
	await createSwarm(1);
	await run('node1', 'power-off node4 1h');
	const {now} = lab.snapshot().clock;
	expect(node(4)?.powerReturnsAt).toBeGreaterThan(now + 3500 * second);
	expect(lab.snapshot().feed.at(-2)?.text).toMatch(/^power is off for 1h, until 2026-01-01 01:00:\d\d$/);
	await run('node1', 'start node4');
	await run('node1', 'power-off node4');
	expect(node(4)?.powerReturnsAt).toBeUndefined();
	lab.time.setSpeed(1000);
	await pass(5 * second);
	expect(node(4)?.isPowered).toBe(false);
});

describe('a fault that changes nothing says so, and is no news', () => {
	test.each([
		['start node1', 'node1 runs already'],
		['unblock node1 node2', 'nothing is blocked from node1 to node2'],
		['heal', 'all links are whole'],
		['heal node3', 'node3 has no fault of its own; heal alone ends all there are'],
		['latency node1 node2 0', 'the link between node1 and node2 is just as slow already'],
		['loss node1 node2 0', 'the link between node1 and node2 loses just as much already'],
		['clock node2 0', "node2's clock is just that already"],
	])('%s', async (line, said) => {
		expect(await opened.run('node1', line)).toEqual([`! swarmlab: ${said}`]);
		expect(opened.lab.snapshot().feed).toEqual([]);
	});

	test.each([
		['stop node2', 'node2 is stopped already'],
		['power-off node2', 'node2 is off already'],
		['cut node2', 'node2 is cut off already'],
		['partition node1 | node2', 'the network is divided like that already'],
		['block node2 node1', 'nothing gets from node2 to node1 already'],
	])('%s, the second time', async (line, said) => {
		expect(await opened.run('node1', line)).toEqual([]);
		const {feed} = opened.lab.snapshot();
		expect(feed.length).toBeGreaterThan(0);
		expect(await opened.run('node1', line)).toEqual([`! swarmlab: ${said}`]);
		expect(opened.lab.snapshot().feed).toBe(feed);
	});

	test('also while a command runs', async () => {
		const {lab, pass, shown} = opened;
		lab.type('node1', 'sleep 60');
		await pass(second);
		lab.type('node1', 'start node2');
		expect(shown('node1').slice(-2)).toEqual(['$ node1 (meanwhile) $ start node2', '! swarmlab: node2 runs already']);
	});
});

test.each([
	['stpo node2', 'Did you mean: stop node2'],
	['kill node2', 'Did you mean: stop node2'],
	['dokcer info', 'Did you mean: docker info'],
	['cut', 'To unplug a node from the network: cut NODE'],
])('%s is followed by what may have been meant', async (line, hint) => {
	expect(hintOf(await opened.run('node1', line))).toBe(hint);
});

test('the machine that is off is not said to have only a stopped engine', async () => {
	await opened.run('node1', 'power-off node2');
	expect(hintOf(await opened.run('node2', 'docker info'))).toMatch(/node2 is switched off.*start node2/);
});

test('the activity names a node once, and by its ID where another one has its name', async () => {
	const {run, pass, lab} = opened;
	await createSwarm(1, 2);
	const id = node(2)?.nodeId?.slice(0, 12);
	await run('node2', 'docker swarm leave');
	await run('node2', joinCommand(opened, 'worker'));
	await pass(30 * second);
	await run('node1', `docker node rm ${id}`);
	await run('node1', 'cut node2');
	await run('node1', 'latency node1 node3 20s');
	const texts = lab.snapshot().feed.map(line => `${line.node ?? ''} ${line.text}`);
	expect(texts).toContain(`node1 has missed three heartbeats of node2 (${id}): Down`);
	expect(texts).toContain(`node1 removed node2 (${id}): its certificate is not accepted any more`);
	expect(texts.slice(-2)).toEqual(['node2 its eth0 is unplugged', ' 20 s more each way between node1 and node3']);
	expect(lab.snapshot().faults.map(({text}) => text)).toEqual(['node1 – node3 +20 s']);
});

test('the activity tells in one line who registers anew after an election, and the election stays in sight', async () => {
	const {run, pass, lab} = opened;
	await createSwarm(3);
	const {length} = lab.snapshot().feed;
	await run('node2', 'stop node1');
	await pass(30 * second);
	const lines = lab
		.snapshot()
		.feed.slice(length)
		.map(line => `${line.node} ${line.text}`);
	const registered = lines.filter(line => line.includes('registered with the dispatcher'));
	expect(registered).toHaveLength(1);
	expect(registered[0]).toMatch(/^(?:node[2-5], ){3}node[2-5] registered with the dispatcher on node[23]: Ready$/);
	expect(lines.slice(-8).join('\n')).toMatch(/leads in term/);
	expect(lab.snapshot().feed).toBe(lab.snapshot().feed);
});
