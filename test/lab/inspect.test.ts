import {execFileSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import type {Conversation} from '../../source/lab/inspection.ts';
import {rootDigest} from '../../source/pki/join-token.ts';
import {joinCommand, type OpenLab, openLab} from './open-lab.ts';

/** A swarm of node1 to node3, all managers, and node4, a worker. */
async function openSwarm(): Promise<OpenLab> {
	const opened = openLab();
	await opened.run('node1', 'docker swarm init');
	await opened.run('node2', joinCommand(opened, 'manager'));
	await opened.run('node3', joinCommand(opened, 'manager'));
	await opened.run('node4', joinCommand(opened, 'worker'));
	return opened;
}

const clusterOf = ({lab}: OpenLab) => lab.snapshot().clusters[0];
const find = ({lab}: OpenLab, title: string | RegExp): Conversation => {
	const all = lab.inspect.conversations();
	const found = all.find(each => (typeof title === 'string' ? each.title === title : title.test(each.title)));
	if (!found) throw new Error(`no ${title} among ${all.map(each => each.title).join(' | ')}`);
	return found;
};
/** `node4 → node1 signing request`, a line each. */
const lines = ({messages}: Conversation): string[] => messages.map(({from, to, title}) => `${from} → ${to} ${title}`);
const saidIn = ({messages}: Conversation, title: string, what: string): string | undefined =>
	messages.find(message => message.title === title)?.carries.find(carried => carried.what === what)?.value;

describe('a certificate that is looked at', () => {
	it('comes with the root that the node trusts, and is accepted by it', async () => {
		const opened = await openSwarm();
		const chain = opened.lab.inspect.certificate('node4');
		const {links = []} = chain ?? {};
		expect(links.map(({type, subject}) => [type, subject.OU ?? subject.CN])).toEqual([
			['node', 'swarm-worker'],
			['root', 'swarm-ca'],
		]);
		expect(chain?.refusal).toBeUndefined();
		expect(links[0]?.authorityKeyIdentifier).toBe(links[1]?.subjectKeyIdentifier);
		expect(links[1]?.digest).toBe(clusterOf(opened)?.rootCa.digest);
	});

	it('is described in the words of openssl, and copied as what openssl reads', async () => {
		const opened = await openSwarm();
		const [own] = opened.lab.inspect.certificate('node4')?.links ?? [];
		const openssl = (...options: string[]) =>
			execFileSync('openssl', ['x509', '-noout', ...options], {input: own?.pem});
		expect(openssl('-text').toString()).toBe(own?.text);
		expect(openssl('-fingerprint', '-sha256').toString().trim()).toMatch(
			new RegExp(`=${own?.fingerprint.match(/../g)?.join(':')}$`, 'i'),
		);
	});

	it('is refused in words when its time is over', async () => {
		const opened = await openSwarm();
		await opened.run('node4', 'power-off node4');
		opened.lab.time.setSpeed(1_000_000);
		await opened.pass(9_000);
		expect(opened.lab.inspect.certificate('node4')?.refusal).toMatch(/has expired or is not yet valid/);
	});

	it('is none outside of a swarm', () => {
		expect(openLab().lab.inspect.certificate('node1')).toBeUndefined();
	});

	it('stays the same object while it is the same', async () => {
		const opened = await openSwarm();
		const chain = opened.lab.inspect.certificate('node4');
		await opened.run('node1', 'docker node ls');
		expect(opened.lab.inspect.certificate('node4')).toBe(chain);
	});
});

describe('join tokens that are looked for', () => {
	it('are found in variables and on terminals, with what they are worth', async () => {
		const opened = await openSwarm();
		const foreign = 'SWMTKN-1-4shmyy686x2p31mvnrq40np0dnvgjb14ogmxlj1qz6xwnp1w2m-c344slrpxmltn23dtkitoxbn3';
		await opened.run('node1', 'T=$(docker swarm join-token -q worker)');
		await opened.run('node1', 'docker swarm join-token --rotate -q worker');
		await opened.run('node1', 'docker swarm join-token --rotate -q worker');
		await opened.run('node5', `X=${foreign}`);
		const {copies = []} = opened.lab.inspect.tokens(clusterOf(opened)?.id ?? '') ?? {};
		const at = (node: string, place: string) => copies.filter(copy => copy.node === node && copy.place === place);
		expect(at('node1', 'variable T').map(({state}) => state)).toEqual([
			{type: 'replaced', role: 'worker', rotations: 2},
		]);
		expect(at('node5', 'variable X').map(({state}) => state)).toEqual([{type: 'foreign'}]);
		expect(at('node1', 'on its terminal').map(({state}) => state.type)).toEqual(['replaced', 'replaced', 'current']);
		expect(copies.at(-1)?.state.type).toBe('current');
	});

	it('are known by those who came in with them, who stay', async () => {
		const opened = await openSwarm();
		await opened.run('node1', 'docker swarm join-token --rotate -q manager');
		const {entrants = []} = opened.lab.inspect.tokens(clusterOf(opened)?.id ?? '') ?? {};
		expect(entrants).toEqual([
			{node: 'node2', state: {type: 'replaced', role: 'manager', rotations: 1}},
			{node: 'node3', state: {type: 'replaced', role: 'manager', rotations: 1}},
			{node: 'node4', state: {type: 'current', role: 'worker'}},
		]);
	});
});

describe('trust in the root', () => {
	it('is complete while nothing is rotated', async () => {
		const opened = await openSwarm();
		const trust = opened.lab.inspect.rootTrust(clusterOf(opened)?.id ?? '');
		expect(trust?.target).toBeUndefined();
		expect(trust?.root.digest).toBe(clusterOf(opened)?.rootCa.digest);
		expect(trust?.nodes.map(({node, stage}) => [node, stage])).toEqual(
			['node1', 'node2', 'node3', 'node4'].map(node => [node, 'trusts']),
		);
	});
});

describe('a rotation of the root', () => {
	/** node4 is down, and holds it up. */
	async function openRotation(): Promise<OpenLab> {
		const opened = await openSwarm();
		await opened.run('node1', 'stop node4');
		await opened.pass(30_000);
		await opened.run('node1', 'docker swarm ca --rotate --detach');
		await opened.pass(10_000);
		return opened;
	}

	it('is followed node by node, and who holds it up is named', async () => {
		const opened = await openRotation();
		const cluster = clusterOf(opened);
		const trust = opened.lab.inspect.rootTrust(cluster?.id ?? '');
		expect(trust?.root.digest).toBe(cluster?.rootCa.digest);
		expect(trust?.target?.digest).toBe(cluster?.rootRotation?.digest);
		expect(trust?.nodes.map(({node, stage, status}) => [node, stage, status])).toEqual([
			['node1', 'renewed', 'ready'],
			['node2', 'renewed', 'ready'],
			['node3', 'renewed', 'ready'],
			['node4', 'asked', 'down'],
		]);
		expect(cluster?.rootRotation).toMatchObject({nodes: 4, renewed: 3, missing: ['node4']});
	});

	it('has certificates that lead to the old root by way of the cross-signed one', async () => {
		const opened = await openRotation();
		const chain = opened.lab.inspect.certificate('node2');
		expect(chain?.links.map(({type}) => type)).toEqual(['node', 'intermediate', 'root']);
		expect(chain?.refusal).toBeUndefined();
		const [own, cross, root] = chain?.links ?? [];
		expect(own?.authorityKeyIdentifier).toBe(cross?.subjectKeyIdentifier);
		expect(root?.digest).toBe(clusterOf(opened)?.rootCa.digest);
		expect(cross?.subject.CN).toBe(root?.subject.CN);
		expect(cross?.publicKey).not.toBe(root?.publicKey);
	});

	it('is over when the last node has followed: all trust the new root, and know it by one certificate', async () => {
		const opened = await openRotation();
		const target = clusterOf(opened)?.rootRotation?.digest;
		await opened.run('node1', 'start node4');
		await opened.pass(20_000);
		const cluster = clusterOf(opened);
		expect(cluster?.rootRotation).toBeUndefined();
		expect(cluster?.rootCa.digest).toBe(target);
		const trust = opened.lab.inspect.rootTrust(cluster?.id ?? '');
		expect(trust?.nodes.map(({stage}) => stage)).toEqual(['trusts', 'trusts', 'trusts', 'trusts']);
		const chain = opened.lab.inspect.certificate('node2');
		expect(chain?.links.map(({type}) => type)).toEqual(['node', 'root']);
		expect(chain?.links[1]?.digest).toBe(target);
	});

	it('is seen as a conversation of each node: asked, renewed, told', async () => {
		const opened = await openRotation();
		const {messages} = find(opened, 'node2 moves to the new root');
		const own = messages.filter(({from, to}) => from === 'node2' || to === 'node2').map(({title}) => title);
		expect(own.slice(0, 2)).toEqual(['renew, please', 'renewal request']);
		expect(own).toEqual(expect.arrayContaining(['certificate', 'open a session', 'session']));
	});

	it('leaves both old tokens worthless', async () => {
		const opened = await openSwarm();
		await opened.run('node1', 'T=$(docker swarm join-token -q manager)');
		await opened.run('node1', 'docker swarm ca --rotate --detach');
		await opened.pass(20_000);
		const {copies = []} = opened.lab.inspect.tokens(clusterOf(opened)?.id ?? '') ?? {};
		const [variable] = copies.filter(({place}) => place === 'variable T');
		expect(variable?.state).toEqual({type: 'replaced', role: 'manager', rotations: 1});
	});
});

describe('conversations', () => {
	it('of a join: root, request, certificate, session', async () => {
		const opened = await openSwarm();
		const join = find(opened, 'node4 joins as a worker');
		expect(lines(join)).toEqual([
			'node4 → node1 root certificate?',
			'node1 → node4 root certificate',
			'node4 → node1 signing request',
			'node1 → node4 accepted',
			'node4 → node1 signed yet?',
			'node1 → node4 certificate',
			'node4 → node1 open a session',
			'node1 → node4 session',
		]);
		const {rootCa, tokens} = clusterOf(opened) ?? {};
		expect(saidIn(join, 'root certificate', 'sha256 of the PEM')).toBe(rootDigest(rootCa?.pem ?? ''));
		const token = join.messages[2]?.carries.find(({what}) => what === 'join token');
		expect(token).toEqual({what: 'join token', value: tokens?.worker.token, isSecret: true});
		const {subject} = opened.lab.inspect.certificate('node4')?.links[0] ?? {};
		expect(saidIn(join, 'certificate', 'subject')).toBe(`CN=${subject?.CN}, OU=swarm-worker, O=${subject?.O}`);
		for (const message of join.messages) {
			expect(message.arrivesAt).toBeGreaterThanOrEqual(message.at);
			expect(message.why).not.toBe('');
		}
	});

	it("of a manager's join: it is called back before Raft changes its members, and then gets the log", async () => {
		const opened = await openSwarm();
		const join = lines(find(opened, 'node3 joins as a manager'));
		const order = [
			'node3 → node1 let me into Raft',
			'node1 → node3 can I call you?',
			'node3 → node1 yes',
			'node1 → node2 entry: node3 is added',
			'node1 → node3 the log so far',
		].map(line => join.indexOf(line));
		expect(order).not.toContain(-1);
		expect(order).toEqual(order.toSorted((a, b) => a - b));
	});

	it('of a join through a follower: it hands each call on to the leader', async () => {
		const opened = await openSwarm();
		await opened.run('node5', joinCommand(opened, 'worker').replace('4.11', '4.12'));
		expect(lines(find(opened, 'node5 joins as a worker')).slice(0, 4)).toEqual([
			'node5 → node2 root certificate?',
			'node2 → node1 root certificate?',
			'node1 → node2 root certificate',
			'node2 → node5 root certificate',
		]);
	});

	it('of a join that is refused: five times no, in the words of the CA', async () => {
		const opened = await openSwarm();
		const old = joinCommand(opened, 'worker');
		await opened.run('node1', 'docker swarm join-token --rotate -q worker');
		await opened.run('node5', old);
		const {messages} = find(opened, 'node5 tries to join');
		const refusals = messages.filter(({isRefusal}) => isRefusal);
		expect(refusals.length).toBe(5);
		expect(refusals[0]?.carries[0]?.value).toBe(
			'InvalidArgument: A valid join token is necessary to join this cluster',
		);
	});

	it('of a promotion: told, renewed, admitted', async () => {
		const opened = await openSwarm();
		await opened.pass(10_000);
		await opened.run('node1', 'docker node promote node4');
		await opened.pass(3_000);
		const promotion = find(opened, 'node4 becomes a manager');
		const own = promotion.messages.filter(({from, to}) => from === 'node4' || to === 'node4').map(({title}) => title);
		expect(own.slice(0, 6)).toEqual([
			'be a manager',
			'renewal request',
			'accepted',
			'signed yet?',
			'certificate',
			'let me into Raft',
		]);
		expect(own).toContain('you are a member');
		expect(promotion.messages[1]?.carries.some(({isSecret}) => isSecret)).toBe(false);
	});

	it('of an election: votes asked for and given, and the first entry of the term', async () => {
		const opened = await openSwarm();
		await opened.run('node1', 'stop node1');
		await opened.pass(25_000);
		const {term, leader} = clusterOf(opened) ?? {};
		const election = find(opened, `election, term ${term}: ${leader} leads`);
		const other = leader === 'node2' ? 'node3' : 'node2';
		expect(lines(election)).toEqual(
			expect.arrayContaining([
				`${leader} → ${other} vote for me?`,
				`${other} → ${leader} yes, my vote`,
				`${leader} → ${other} I lead: first entry`,
				`${other} → ${leader} I have it`,
			]),
		);
		const toStopped = election.messages.filter(({to}) => to === 'node1');
		expect(toStopped.map(({fate}) => fate)).not.toContain('arrives');
	});

	it('of an election across a cut: what is lost says so', async () => {
		const opened = await openSwarm();
		await opened.run('node1', 'cut node1');
		await opened.pass(25_000);
		const election = find(opened, /^election, term [3-9]/);
		expect(election.messages.filter(({to}) => to === 'node1').map(({fate}) => fate)).toContain('silent');
	});

	it('are bounded, and hold no heartbeat', async () => {
		const opened = await openSwarm();
		opened.lab.time.setSpeed(1_000_000);
		await opened.pass(40_000);
		const messages = opened.lab.inspect.conversations().flatMap(each => each.messages);
		expect(messages.length).toBeGreaterThan(0);
		expect(messages.length).toBeLessThanOrEqual(400);
		const days = (Math.max(...messages.map(({at}) => at)) - Math.min(...messages.map(({at}) => at))) / 86_400_000;
		expect(days).toBeGreaterThan(30);
	});

	it('are the same when every tick is an event', async () => {
		const tell = async (everyTick: boolean) => {
			const opened = openLab({everyTick});
			await opened.run('node1', 'docker swarm init');
			for (const node of ['node2', 'node3']) await opened.run(node, joinCommand(opened, 'manager'));
			await opened.run('node1', 'stop node1');
			await opened.pass(40_000);
			return opened.lab.inspect.conversations();
		};
		expect(await tell(true)).toEqual(await tell(false));
	});

	it('keep their names while they go on, and stay the same objects', async () => {
		const opened = await openSwarm();
		const before = opened.lab.inspect.conversations();
		await opened.run('node1', 'docker node ls');
		expect(opened.lab.inspect.conversations()).toBe(before);
		await opened.run('node5', joinCommand(opened, 'worker'));
		const after = opened.lab.inspect.conversations();
		expect(after.slice(0, before.length)).toEqual(before);
		expect(after[0]).toBe(before[0]);
	});
});

describe('the snapshot', () => {
	it('tells which keys there are, the second as the primary one, and who has not heard of the newest', async () => {
		const opened = await openSwarm();
		const {gossip} = clusterOf(opened) ?? {};
		expect(gossip?.keys.map(({isPrimary}) => isPrimary)).toEqual([false, true, false]);
		expect(gossip?.keys[1]?.lamportTime).toBe(gossip?.primaryLamportTime);
		expect(
			opened.lab
				.snapshot()
				.nodes.slice(0, 4)
				.map(({keysBehind}) => keysBehind),
		).toEqual([0, 0, 0, 0]);
		await opened.run('node4', 'cut node4');
		opened.lab.time.setSpeed(100_000);
		await opened.pass(600);
		expect(
			opened.lab
				.snapshot()
				.nodes.slice(0, 4)
				.map(({keysBehind}) => keysBehind),
		).toEqual([0, 0, 0, 1]);
	});

	it('tells whether managers are locked', async () => {
		const opened = await openSwarm();
		expect(clusterOf(opened)?.isLocked).toBe(false);
		await opened.run('node1', 'docker swarm update --autolock=true');
		expect(clusterOf(opened)?.isLocked).toBe(true);
	});
});
