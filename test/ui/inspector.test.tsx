import {afterEach, describe, expect, it} from 'vitest';
import {emptyLab, type Fixture, fiveNodes} from './fixtures.ts';
import {type Mounted, mount} from './harness.tsx';
import {oldCertificates, rotatedRoot, rotatingRoot, takeBusyDay} from './inspector-fixtures.ts';

const open: Mounted[] = [];
afterEach(async () => {
	for (const mounted of open.splice(0)) await mounted.unmount();
});

const esc = '\u001B';
const up = `${esc}[A`;
const down = `${esc}[B`;
const right = `${esc}[C`;
const left = `${esc}[D`;
const f4 = `${esc}OS`;

async function look(of: Fixture, keys: readonly string[], columns = 120, rows = 40): Promise<Mounted> {
	const mounted = await mount(of, {columns, rows});
	open.push(mounted);
	await mounted.send(esc);
	for (const key of keys) await mounted.send(key);
	return mounted;
}

type Screen = {readonly name: string; readonly of: () => Fixture | Promise<Fixture>; readonly keys: readonly string[]};

const screens: readonly Screen[] = [
	{name: 'certificate', of: takeBusyDay, keys: ['c', '2']},
	{name: 'certificate-of-root', of: takeBusyDay, keys: ['c', '2', right]},
	{name: 'certificate-by-openssl', of: takeBusyDay, keys: ['c', '4', '\t']},
	{name: 'certificate-as-pem', of: takeBusyDay, keys: ['c', '4', '\t', '\t']},
	{name: 'certificate-of-nobody', of: takeBusyDay, keys: ['c', '5']},
	{name: 'tokens', of: takeBusyDay, keys: ['T']},
	{name: 'tokens-shown', of: takeBusyDay, keys: ['T', 's']},
	{name: 'root', of: takeBusyDay, keys: ['r']},
	{name: 'root-rotating', of: () => rotatingRoot, keys: ['r']},
	{name: 'root-rotated', of: () => rotatedRoot, keys: ['r']},
	{name: 'messages-join', of: takeBusyDay, keys: ['M', left, left, up, up]},
	{name: 'messages-refused', of: takeBusyDay, keys: ['M', left]},
	{name: 'messages-election', of: takeBusyDay, keys: ['M', `${esc}[H`]},
	{name: 'messages-none', of: () => emptyLab, keys: ['M']},
	{name: 'look-menu', of: () => fiveNodes, keys: ['V']},
	{name: 'rotations', of: () => fiveNodes, keys: [f4, f4]},
	{name: 'rotations-late', of: () => oldCertificates, keys: [f4, f4]},
	{name: 'rotations-root', of: () => rotatingRoot, keys: [f4, f4]},
];
const sizes = [
	[80, 24],
	[120, 40],
	[200, 60],
] as const;

describe('looking closer', () => {
	for (const {name, of, keys} of screens) {
		for (const [columns, rows] of sizes) {
			it(`shows ${name} at ${columns}×${rows}`, async () => {
				const mounted = await look(await of(), keys, columns, rows);
				const text = mounted.text();
				await expect(text).toMatchFileSnapshot(`screens/look-${name}.${columns}x${rows}.txt`);
				expect(text.split('\n').length).toBeLessThanOrEqual(rows + 1);
				expect(Math.max(...text.split('\n').map(row => row.length))).toBeLessThanOrEqual(columns);
			});
		}
	}

	it('fits the smallest terminal, whatever is looked at', async () => {
		const fixture = await takeBusyDay();
		for (const key of ['c', 'T', 'r', 'M']) {
			const rows = (await look(fixture, [key], 60, 16)).text().trimEnd().split('\n');
			expect(rows.length).toBeLessThanOrEqual(16);
			expect(Math.max(...rows.map(row => row.length))).toBeLessThanOrEqual(60);
		}
	});

	it('needs a swarm for all but messages, and says so', async () => {
		const mounted = await look(emptyLab, ['c']);
		expect(mounted.app.store.get().ui.inspector).toBeUndefined();
		expect(mounted.text()).toContain('There is no swarm yet');
	});

	it('goes back with Esc, to where one was', async () => {
		const mounted = await look(fiveNodes, ['T']);
		expect(mounted.text()).toContain('join tokens');
		await mounted.send(esc);
		expect(mounted.text()).toContain('docker node ls');
		expect(mounted.app.store.get().ui.mode).toBe('keys');
	});

	it('takes a word for what it is, though its first character opens a page', async () => {
		const mounted = await look(fiveNodes, []);
		await mounted.send('cut');
		const {mode, inspector} = mounted.app.store.get().ui;
		expect([mode, inspector]).toEqual(['typing', undefined]);
		expect(mounted.text()).toContain('node1 $ cut');
	});

	it('gives way to a panel that its key asks for', async () => {
		const mounted = await look(fiveNodes, ['T', f4]);
		expect(mounted.app.store.get().ui).toMatchObject({focus: 'rotations', isZoomed: false});
		expect(mounted.text()).toContain('docker node ls');
	});

	it('lets time be stopped from within', async () => {
		const mounted = await look(fiveNodes, ['c', ' ']);
		expect(mounted.text()).toContain('paused');
	});

	it('lets one go from mark to mark', async () => {
		const mounted = await look(fiveNodes, ['M', '[']);
		expect(mounted.lab.asked.at(-1)).toMatch(/mark/);
		expect(mounted.text()).toContain('messages');
	});

	it('opens from the menu while typing', async () => {
		const mounted = await mount(await takeBusyDay(), {columns: 120, rows: 40});
		open.push(mounted);
		await mounted.send(`${esc}v`);
		await mounted.send('2');
		expect(mounted.text()).toContain('The secret: one for each role');
	});
});

describe('the certificate page', () => {
	it('copies the PEM that it shows, and the text in its other form', async () => {
		const fixture = await takeBusyDay();
		const link = fixture.inspect.certificate?.('node2')?.links[0];
		const mounted = await look(fixture, ['c', '2', 'y']);
		expect(mounted.host).toEqual([`copy ${link?.pem}`]);
		expect(mounted.text()).toContain('Copied: the certificate as PEM');
		await mounted.send('\t');
		await mounted.send('y');
		expect(mounted.host.at(-1)).toBe(`copy ${link?.text}`);
	});

	it('draws no moment for a node that nobody can renew', async () => {
		const fixture = await takeBusyDay();
		expect((await look(fixture, ['c', '1'])).text()).toContain('the engine is stopped: nobody renews it');
		expect((await look(fixture, ['c', '1'])).text()).not.toContain('◆');
		expect((await look(fixture, ['c', '2'])).text()).toContain('◆');
	});
});

describe('the token page', () => {
	it('shows no secret until it is asked to', async () => {
		const fixture = await takeBusyDay();
		const tokens = fixture.snapshot.clusters[0]?.tokens;
		const secret = tokens?.manager.token.split('-')[3] ?? '';
		const mounted = await look(fixture, ['T'], 200, 60);
		expect(mounted.text()).not.toContain(secret);
		await mounted.send('s');
		expect(mounted.text()).toContain(secret);
		await mounted.send('s');
		expect(mounted.text()).not.toContain(secret);
	});

	it('copies a token without showing it', async () => {
		const fixture = await takeBusyDay();
		const mounted = await look(fixture, ['T', 'Y']);
		expect(mounted.host).toEqual([`copy ${fixture.snapshot.clusters[0]?.tokens.manager.token}`]);
		expect(mounted.text()).toContain('Copied: the manager token');
	});
});

describe('the message page', () => {
	it('shows no token of a signing request until it is asked to', async () => {
		const fixture = await takeBusyDay();
		const token = fixture.snapshot.clusters[0]?.tokens.manager.token ?? '';
		const mounted = await look(fixture, ['M', left, left, left, left, `${esc}[H`, down, down], 200, 60);
		expect(mounted.text()).toContain('node2 → node1  signing request');
		expect(mounted.text()).not.toContain(token);
		await mounted.send('s');
		expect(mounted.text()).toContain(token);
	});

	it('follows what comes until a step is chosen, and again from the end', async () => {
		const fixture = await takeBusyDay();
		const mounted = await look(fixture, ['M']);
		expect(mounted.text()).toContain('follows what comes');
		await mounted.send(up);
		expect(mounted.text()).not.toContain('follows what comes');
		const conversations = fixture.inspect.conversations?.() ?? [];
		const fewer = {...fixture, inspect: {...fixture.inspect, conversations: () => conversations.slice(0, -1)}};
		await mounted.send('G');
		await mounted.change(() => mounted.lab.show({...fewer, snapshot: {...fewer.snapshot}}));
		await mounted.send(' ');
		expect(mounted.text()).toContain('follows what comes');
		expect(mounted.text()).toContain(conversations.at(-2)?.title);
	});

	it('shows all conversations together, or one', async () => {
		const fixture = await takeBusyDay();
		const count = fixture.inspect.conversations?.().length ?? 0;
		const mounted = await look(fixture, ['M', ...Array.from({length: count}, () => left)]);
		expect(mounted.text()).toContain('messages · all together');
	});
});

describe('in a terminal without colours', () => {
	it('tells lost, refused and chosen apart by signs and words', async () => {
		const text = (await look(await takeBusyDay(), ['M', `${esc}[H`, down])).text();
		expect(text).toMatch(/❯ \+0 ms/);
		expect(text).toContain('✗│');
		expect(text).toContain('refuses the connection');
	});

	it('says overdue, expired and stopped in words', async () => {
		const text = (await look(oldCertificates, [f4, f4])).text();
		expect(text).toMatch(/node3 .*overdue 8d: tries in 56m/);
		expect(text).toMatch(/node4 .*expired 5d ago: leave, join again/);
		expect(text).toMatch(/node5 .*stopped: not renewed, 29d 23h left/);
		expect(text).toContain('node4: two or more behind');
	});
});
