import {afterEach, describe, expect, it} from 'vitest';
import {promptOf} from '../../source/ui/state/ui-state.ts';
import {
	aCluster,
	aFixture,
	afterInit,
	aMember,
	emptyLab,
	type Fixture,
	fiveNodes,
	lookingBack,
	lostQuorum,
	manyNodes,
	partitioned,
	stoppedLeader,
	tokens,
	twoNodes,
} from './fixtures.ts';
import {type Mounted, mount} from './harness.tsx';

const open: Mounted[] = [];
afterEach(async () => {
	for (const mounted of open.splice(0)) await mounted.unmount();
});

async function start(fixture: Fixture, columns = 80, rows = 24): Promise<Mounted> {
	const mounted = await mount(fixture, {columns, rows});
	open.push(mounted);
	return mounted;
}

const esc = '\u001B';
const ctrl = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 96);
const paste = (text: string) => `${esc}[200~${text}${esc}[201~`;
const line = ({app}: Mounted) => promptOf(app.store.get().ui).line.text;

describe('typing', () => {
	it('starts in the prompt of the first node', async () => {
		const mounted = await start(emptyLab);
		await mounted.send('docker swarm init\r');
		expect(mounted.lab.typed).toEqual(['node1: docker swarm init']);
		expect(line(mounted)).toBe('');
	});

	it('keeps a line for each node, and what was cut for all', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(`docker info${esc}2`);
		expect(line(mounted)).toBe('');
		await mounted.send(`docker node ls${ctrl('w')}${esc}1`);
		expect(line(mounted)).toBe('docker info');
		await mounted.send(ctrl('y'));
		expect(line(mounted)).toBe('docker infols');
	});

	it('walks through what was typed on all nodes', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(`draft${esc}[A`);
		expect(line(mounted)).toBe('docker swarm join-token worker');
		await mounted.send(`${ctrl('p')}${ctrl('p')}${ctrl('p')}`);
		expect(line(mounted)).toBe('docker swarm init');
		await mounted.send(`${esc}[B${esc}[B${esc}[B`);
		expect(line(mounted)).toBe('draft');
	});

	it('runs what Ctrl-R found on Enter, edits it on Esc, and drops it on Ctrl-G', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(`${ctrl('r')}node`);
		expect(mounted.text()).toContain('(history search) node: docker node ls');
		await mounted.send(ctrl('g'));
		expect(line(mounted)).toBe('');
		await mounted.send(`${ctrl('r')}node`);
		await mounted.send(esc);
		expect(line(mounted)).toBe('docker node ls');
		expect(mounted.app.store.get().ui.mode).toBe('typing');
		await mounted.send(`${ctrl('u')}${ctrl('r')}init\r`);
		expect(mounted.lab.typed).toEqual(['node1: docker swarm init']);
	});

	it('takes what Ctrl-R found and goes on with the key that ended the search', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(`${ctrl('r')}node${ctrl('a')}x`);
		expect(line(mounted)).toBe('xdocker node ls');
	});

	it('sends what is typed to a running command, and interrupts that by Ctrl-C', async () => {
		const mounted = await start(twoNodes);
		await mounted.change(() => mounted.lab.setBusy(true));
		await mounted.send('yes\r');
		expect(mounted.lab.typed).toEqual(['node1: yes']);
		await mounted.send(ctrl('c'));
		expect(mounted.lab.asked).toEqual(['interrupt node1']);
	});

	it('ends the input by Ctrl-D on an empty line, and erases on another', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(`ab${ctrl('a')}${ctrl('d')}`);
		expect(line(mounted)).toBe('b');
		await mounted.change(() => mounted.lab.setBusy(true));
		await mounted.send(`${ctrl('u')}${ctrl('e')}${ctrl('u')}${ctrl('d')}`);
		expect(mounted.lab.asked).toEqual(['end of input node1']);
	});

	it('quits by Ctrl-D twice on an empty line of the node itself, but leaves ssh first', async () => {
		const mounted = await start(twoNodes);
		await mounted.change(() => mounted.lab.setHost('node2'));
		await mounted.send(ctrl('d'));
		expect(mounted.lab.asked).toEqual(['end of input node1']);
		await mounted.change(() => mounted.lab.setHost('node1'));
		await mounted.send(ctrl('d'));
		expect(mounted.text()).toContain('Ctrl-D once more quits swarmlab.');
		await mounted.send(ctrl('d'));
		expect(mounted.host).toEqual(['quit']);
	});

	it.each(['q', 'quit', 'exit', ' exit '])('quits on the line %o, when it was asked for', async word => {
		const mounted = await start(twoNodes);
		await mounted.send(`${word}\r`);
		expect(mounted.text()).toContain('! This quits swarmlab. Enter again runs it.');
		expect(mounted.host).toEqual([]);
		mounted.clock.now = 1000;
		await mounted.send('\r');
		expect([mounted.host, mounted.lab.typed]).toEqual([['quit'], []]);
	});

	it('leaves such a line to ssh, and to a command that reads', async () => {
		const mounted = await start(twoNodes);
		await mounted.change(() => mounted.lab.setHost('node2'));
		await mounted.send('exit\r');
		await mounted.change(() => mounted.lab.setHost('node1'));
		await mounted.change(() => mounted.lab.setBusy(true));
		await mounted.send('q\r');
		expect(mounted.lab.typed).toEqual(['node1: exit', 'node1: q']);
	});

	it('shows a line that is longer than the screen round its cursor', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(`docker swarm join --token ${tokens.worker} 172.31.4.11:2377`);
		expect(mounted.text()).toMatch(/node1 \$ \S+dtkitoxbn3 172\.31\.4\.11:2377\n/);
		await mounted.send(ctrl('a'));
		expect(mounted.text()).toContain('node1 $ docker swarm join --token SWMTKN-1-4shm');
	});
});

describe('a command that asks', () => {
	it('for a secret gets it, and nobody sees it', async () => {
		const mounted = await start(twoNodes);
		await mounted.change(() => mounted.lab.askForSecret());
		await mounted.send('SWMKEY-1-abc');
		expect(mounted.text()).toContain('\n Enter unlock key:\n');
		expect(mounted.text()).not.toContain('SWMKEY');
		await mounted.send('d\r');
		expect(mounted.lab.typed).toEqual(['node1: SWMKEY-1-abcd']);
	});
});

describe('completion', () => {
	it('shows the candidates, walks through them, and takes one with the next key', async () => {
		const mounted = await start(twoNodes);
		await mounted.send('h\t');
		expect(mounted.text()).toMatch(/ head\n.* help\n.* history\n node1 \$ h\n/);
		await mounted.send('\t\t');
		expect(line(mounted)).toBe('help');
		expect(mounted.text()).toContain('❯ help');
		await mounted.send(`${esc}[Z`);
		expect(line(mounted)).toBe('head');
		await mounted.send(' x');
		expect(line(mounted)).toBe('head x');
		expect(mounted.text()).not.toContain('history\n');
	});

	it('is closed by Esc before anything else is', async () => {
		const mounted = await start(twoNodes);
		await mounted.send('h\t');
		await mounted.send(esc);
		expect(mounted.app.store.get().ui.mode).toBe('typing');
		expect(mounted.text()).not.toContain('history\n');
	});
});

describe('candidates', () => {
	it('take no row more than they fill', async () => {
		const mounted = await start(twoNodes);
		await mounted.send('\t');
		const many = await start(twoNodes);
		many.lab.complete = () => ({from: 0, candidates: Array.from({length: 7}, (_, index) => ({text: `c${index}`}))});
		await many.send('\t');
		expect(many.text()).toMatch(/──\n(.*\n){2,}.* c0 .* c6\n node1 \$/);
	});
});

describe('a paste', () => {
	it('never runs by itself, with or without its line end', async () => {
		const mounted = await start(twoNodes);
		const join = `docker swarm join --token ${tokens.worker} 172.31.4.11:2377`;
		await mounted.send(paste(`${join}\n`));
		expect(line(mounted)).toBe(join);
		expect(mounted.lab.typed).toEqual([]);
		await mounted.send('\r');
		expect(mounted.lab.typed).toEqual([`node1: ${join}`]);
	});

	it('of several lines loses none: Enter brings the next', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(paste('docker node ls\ndocker \\\n  info\ndocker version\n'));
		expect(mounted.text()).toContain('2 more pasted lines');
		await mounted.send('\r');
		expect(line(mounted)).toBe('docker   info');
		await mounted.send('\r\r');
		expect(mounted.lab.typed).toEqual(['node1: docker node ls', 'node1: docker   info', 'node1: docker version']);
	});

	it('in keys mode goes into the prompt all the same', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(esc);
		await mounted.send(paste('docker info'));
		expect(line(mounted)).toBe('docker info');
		expect(mounted.app.store.get().ui.mode).toBe('typing');
	});
});

describe('what cannot be undone', () => {
	it('is asked for once more, and not by a held Enter', async () => {
		const mounted = await start(afterInit);
		await mounted.send('docker swarm leave --force\r');
		expect(mounted.text()).toContain('Enter again runs it.');
		mounted.clock.now = 200;
		await mounted.send('\r');
		expect(mounted.lab.typed).toEqual([]);
		mounted.clock.now = 1000;
		await mounted.send('\r');
		expect(mounted.lab.typed).toEqual(['node1: docker swarm leave --force']);
	});

	it('is forgotten by any other key', async () => {
		const mounted = await start(afterInit);
		await mounted.send('docker swarm leave --force\r ');
		mounted.clock.now = 1000;
		await mounted.send('\r');
		expect(mounted.lab.typed).toEqual([]);
		expect(mounted.text()).toContain('Enter again runs it.');
		await mounted.send(ctrl('c'));
		expect(mounted.text()).not.toContain('Enter again');
		expect(line(mounted)).toBe('');
	});

	it('is said while it is typed', async () => {
		const mounted = await start(afterInit);
		await mounted.send('docker swarm leave');
		expect(mounted.text()).toContain('! node1 is the last manager');
	});
});

describe('keys mode', () => {
	it('is entered and left by Esc, with the line kept', async () => {
		const mounted = await start(twoNodes);
		await mounted.send('docker');
		await mounted.send(esc);
		expect(mounted.text()).toContain(' KEYS ');
		await mounted.send(esc);
		expect(mounted.text()).toContain(' TYPING ');
		expect(line(mounted)).toBe('docker');
	});

	it('steers the time', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(esc);
		await mounted.send(' ');
		expect(mounted.text()).toContain('‖ paused at 1×');
		await mounted.send(' +++');
		expect(mounted.text()).toContain('► 1,000×');
		await mounted.send('-');
		expect(mounted.lab.snapshot().clock.speed).toBe(100);
		await mounted.send('0');
		expect(mounted.lab.snapshot().clock.speed).toBe(1);
		await mounted.send(' ..nnn');
		expect(mounted.lab.asked).toEqual(['step', 'jump', 'jump']);
	});

	it('asks before a single character makes time leap, says how far, and forgets it with any other key', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(esc);
		await mounted.send('n');
		expect(mounted.text()).toContain('n once more jumps 12h ahead: node1 rotates the gossip keys.');
		await mounted.send('k');
		expect(mounted.text()).not.toContain('once more');
		await mounted.send('n');
		expect(mounted.lab.asked).toEqual([]);
		await mounted.send('n');
		expect(mounted.lab.asked).toEqual(['jump']);
		expect(mounted.text()).toContain('→ 12h ahead: node1 rotates the gossip keys.');
		await mounted.send(`${esc}[19~`);
		expect(mounted.lab.asked).toEqual(['jump', 'jump']);
	});

	it('takes a word for what it is, undoes what its first characters did, and puts it into the prompt', async () => {
		const mounted = await start(twoNodes);
		await mounted.send('docker ');
		await mounted.send(esc);
		await mounted.send('2');
		mounted.clock.now = 1000;
		// n asks for a leap, h and l go to other nodes; o is no key.
		await mounted.send('nhlode');
		expect(mounted.text()).toContain(' TYPING ');
		expect(mounted.app.store.get().ui.selected).toBe('node2');
		expect(line(mounted)).toBe('nhlode');
		expect(mounted.lab.asked).toEqual([]);
		await mounted.send(` ls${esc}1`);
		expect(line(mounted)).toBe('docker ');
	});

	it('leaves keys that were meant one by one what they were', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(esc);
		await mounted.send('l');
		mounted.clock.now = 1000;
		await mounted.send('docker info\r');
		expect(mounted.lab.typed).toEqual(['node2: docker info']);
	});

	it('knows the keys with Alt that typing has', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(esc);
		await mounted.send(`${esc}w`);
		expect(mounted.host[0]).toContain(`copy docker swarm join --token ${tokens.worker}`);
		await mounted.send(`${esc}m`);
		expect(mounted.text()).toContain(' MENU ');
	});

	it('quits on a second q', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(esc);
		await mounted.send('q');
		expect(mounted.text()).toContain('q once more quits');
		await mounted.send('q');
		expect(mounted.host).toEqual(['quit']);
	});

	it('says why a menu cannot be opened', async () => {
		const mounted = await start(emptyLab);
		await mounted.send(esc);
		await mounted.send('J');
		expect(mounted.text()).toContain('There is no swarm yet: type docker swarm init first.');
	});

	it('scrolls the terminal, says what is below, and follows again at the end', async () => {
		const mounted = await start(afterInit);
		await mounted.send(esc);
		await mounted.send('g');
		expect(mounted.text()).toContain('node1 $ docker swarm init');
		expect(mounted.text()).toMatch(/terminal ━+ \d+ more below ↓/);
		await mounted.change(() => mounted.lab.print('node1', [{type: 'stdout', text: 'new line'}]));
		expect(mounted.text()).toContain('node1 $ docker swarm init');
		await mounted.send('G');
		expect(mounted.text()).toContain(' new line\n');
		await mounted.send('k');
		expect(mounted.text()).toContain('1 more below');
	});

	it('goes through two hundred nodes and shows only those that fit', async () => {
		const mounted = await start(manyNodes);
		await mounted.send(`${esc}OQ`);
		await mounted.send(esc);
		await mounted.send('G');
		expect(mounted.text()).toContain('❯ ● node200');
		expect(mounted.text()).not.toContain('node5 ');
		await mounted.send(`g${esc}OR`);
		await mounted.send(`${esc}[6~`);
		expect(mounted.text()).toMatch(/as node1 sees it ━+ 5–9 of 200/);
	});
});

describe('whose view the table shows', () => {
	const title = ({text}: Mounted) => /docker node ls · (as \S+ \S+)/.exec(text())?.[1];

	it('is that of the next manager after v, whatever terminal is selected, and at last its own again', async () => {
		const mounted = await start(partitioned);
		await mounted.send(esc);
		await mounted.send('v');
		expect(title(mounted)).toBe('as node2 sees');
		expect(mounted.text()).toContain("The table keeps node2's view, whatever node is selected; v goes on.");
		await mounted.send('5');
		expect(title(mounted)).toBe('as node2 sees');
		expect(mounted.text()).toContain('node5 · terminal');
		await mounted.send('v');
		expect(title(mounted)).toBe('as node3 sees');
		await mounted.send('v');
		expect(title(mounted)).toBe('as node5 sees');
		expect(mounted.text()).toContain('The table shows the view of the selected node again.');
		await mounted.send('4');
		expect(title(mounted)).toBe('as node4 sees');
	});

	it('is named where another manager of the same swarm sees it differently, and only there', async () => {
		const mounted = await start(partitioned);
		expect(mounted.text()).toContain('≠ node2 sees it differently');
		await mounted.send(`${esc}2`);
		expect(mounted.text()).toContain('≠ node1 sees it differently');
		const calm = await start(fiveNodes);
		expect(calm.text()).not.toContain('differently');
	});

	it('is not held against managers whose engines are stopped', async () => {
		const mounted = await start(stoppedLeader);
		await mounted.send(`${esc}2`);
		expect(mounted.text()).not.toContain('differently');
	});

	it.each([
		[80, true],
		[60, false],
	])('stands by = with one that differs, at %d columns side by side: %s', async (columns, isBeside) => {
		const mounted = await start(partitioned, columns);
		await mounted.send(esc);
		await mounted.send('=');
		const rows = mounted.text().split('\n');
		expect(rows.some(row => row.includes('as node1 saw') && row.includes('as node2 sees'))).toBe(isBeside);
		expect(rows.some(row => /as node2 sees it/.test(row))).toBe(true);
		expect(mounted.text()).toMatch(/node1 \* ≠ +Ready/);
		expect(mounted.text()).toMatch(/node1 +≠ +Unknown/);
		expect(mounted.text()).toMatch(/node3 +Ready/);
		await mounted.send('v');
		expect(mounted.text()).toContain('as node3 sees it');
		await mounted.send('=');
		expect(mounted.text()).not.toContain('as node2 sees it');
	});

	it('is the only one where nobody else knows the swarm', async () => {
		const mounted = await start(afterInit);
		await mounted.send(esc);
		await mounted.send('v');
		expect(mounted.text()).toContain('There is no other view');
		await mounted.send('=');
		expect(mounted.text()).toContain('There is no other view');
	});
});

describe('another moment', () => {
	it('is gone to by one key, or through the menu', async () => {
		const mounted = await start(lookingBack);
		await mounted.send('\u001Bu');
		await mounted.send('\u001B');
		for (const key of ['[', ']', '{', '}', 'e', 'u']) await mounted.send(key);
		const now = lookingBack.snapshot.clock.now;
		const travel = (to: unknown) => `travel ${JSON.stringify(to)}`;
		expect(mounted.lab.asked).toEqual([
			travel({type: 'undo'}),
			travel({type: 'mark', step: -1}),
			travel({type: 'mark', step: 1}),
			travel({type: 'moment', at: now - 3_600_000}),
			travel({type: 'moment', at: now + 3_600_000}),
			travel({type: 'end'}),
			travel({type: 'undo'}),
		]);
		for (const key of ['t', '8', '5']) await mounted.send(key);
		expect(mounted.lab.asked.at(-1)).toBe(travel({type: 'next', kind: 'failure'}));
		for (const key of ['t', '9', '1']) await mounted.send(key);
		expect(mounted.lab.asked.at(-1)).toBe(travel({type: 'branch', number: 1}));
	});

	it('that is not there is refused with a reason', async () => {
		const mounted = await start(emptyLab);
		await mounted.send('\u001B');
		await mounted.send('u');
		expect(mounted.text()).toContain('Nothing was typed yet: there is nothing to undo.');
		await mounted.send(']');
		expect(mounted.text()).toContain('This is the end of what has happened: F8 jumps to the next rotation.');
		for (const key of ['t', '9']) await mounted.send(key);
		expect(mounted.text()).toContain('another branch: the past was left in no other direction yet');
		expect(mounted.lab.asked).toEqual([]);
	});
});

describe('faults', () => {
	it('say before Enter what they would cost', async () => {
		const mounted = await start(stoppedLeader);
		await mounted.send('stop node2');
		expect(mounted.text()).toContain('! 1 of 3 managers would be left: the swarm stops');
		await mounted.send(`${ctrl('u')}start node1`);
		expect(mounted.text()).not.toContain('would be left');
	});

	it('are led to by a menu that writes the command and leaves Enter to the user', async () => {
		const mounted = await start(lostQuorum);
		await mounted.send(esc);
		await mounted.send('F');
		await mounted.send('3');
		await mounted.send('2');
		expect(line(mounted)).toBe('start node2');
		expect(mounted.lab.typed).toEqual([]);
	});

	it('leave a lost quorum and the last view known in sight', async () => {
		const mounted = await start(lostQuorum);
		await mounted.send(`${esc}3`);
		expect(mounted.text()).toMatch(/quorum +1 of 3\n.*lost: it stands still/);
		expect(mounted.text()).toContain('as node3 saw it 12s ago');
		expect(mounted.text()).toMatch(/■ stopped +□ powered off/);
	});
});

describe('menus', () => {
	it('lead through a join by arrows and digits, however fast, and write the command without running it', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(esc);
		await mounted.send('J');
		await mounted.send('j\r2\r');
		expect(line(mounted)).toBe(`docker swarm join --token ${tokens.manager} 172.31.4.11:2377`);
		expect(mounted.app.store.get().ui.selected).toBe('node4');
		expect(mounted.lab.typed).toEqual([]);
		expect(mounted.text()).toContain('This is the command: Enter runs it on node4.');
	});

	it('go back by Esc, a question at a time', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(`${esc}m`);
		await mounted.send('2');
		await mounted.send('3');
		expect(mounted.text()).toContain('Which role for node3?');
		await mounted.send(esc);
		expect(mounted.text()).toContain('Which node?');
		await mounted.send(esc);
		expect(mounted.text()).toContain('What next?');
		await mounted.send(esc);
		expect(mounted.text()).toContain(' TYPING ');
	});

	it('say why an item cannot be taken, and stay', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(esc);
		await mounted.send('J');
		await mounted.send('1');
		expect(mounted.text()).toContain('node1: in a swarm already');
		expect(mounted.text()).toContain('Which node?');
	});

	it('keep what stood in the prompt for Ctrl-Y', async () => {
		const mounted = await start(twoNodes);
		await mounted.send('my draft');
		await mounted.send(`${esc}m`);
		await mounted.send('3');
		await mounted.send('2');
		expect(line(mounted)).toBe('docker node promote node2');
		await mounted.send(`${ctrl('u')}`);
		expect(mounted.lab.typed).toEqual([]);
	});
});

describe('help', () => {
	it('is filtered by what is typed', async () => {
		const mounted = await start(twoNodes);
		await mounted.send(`${esc}OP`);
		await mounted.send('yank? no');
		expect(mounted.text()).toContain('Nothing here says "yank? no"');
		await mounted.send('\u007F'.repeat(8));
		await mounted.send('rotation');
		expect(mounted.text()).toContain('jump to the next rotation');
		expect(mounted.text()).not.toContain('swap two characters');
		await mounted.send(esc);
		expect(mounted.text()).toContain('docker node ls · as node1 sees it');
	});
});

describe('the activity', () => {
	const at = (date: string) => ({at: Date.parse(date), type: 'lab', text: `at ${date}`}) as const;
	const fixture = (...dates: string[]): Fixture => ({
		...afterInit,
		snapshot: {...afterInit.snapshot, feed: dates.map(at)},
	});

	it('shows the date where another day begins', async () => {
		const mounted = await start(
			fixture('2026-11-23T10:00:00Z', '2026-11-23T22:00:00Z', '2026-11-24T10:00:00Z'),
			120,
			40,
		);
		expect(mounted.text()).toMatch(/10:00:00 at .*\n.*22:00:00 at .*\n│ 2026-11-24 .*\n.*10:00:00 at /);
		expect(mounted.text()).toMatch(/─ activity ─/);
	});

	it('has the date in its title where it begins on another day than today', async () => {
		const mounted = await start(fixture('2026-09-01T10:00:00Z', '2026-09-01T10:00:01Z'));
		expect(mounted.text()).toMatch(/─ activity · 2026-09-01 ─/);
	});
});

describe('the dashboard', () => {
	it('says which of many nodes are seen', async () => {
		expect((await start(manyNodes, 120, 40)).text()).toMatch(/ nodes 1–20 of 200 · 1 swarm\n/);
		expect((await start(manyNodes, 80, 24)).text()).toMatch(/ nodes 1–6 of 200\n/);
		expect((await start(fiveNodes)).text()).toContain(' 5 nodes · 1 swarm');
	});

	it('does not show a node that was removed while it runs as a healthy one', async () => {
		const {snapshot} = fiveNodes;
		const nodes = snapshot.nodes.map((node, index) => (index === 1 ? {...node, isRemoved: true as const} : node));
		const mounted = await start({...fiveNodes, snapshot: {...snapshot, nodes}}, 120, 40);
		expect(mounted.text()).toMatch(/● manager · leader .*│ ● worker removed /);
	});

	it('says how much of the last output is above, and where it begins once one is there', async () => {
		const mounted = await start(afterInit);
		const output = Array.from({length: 30}, (_, index) => ({type: 'stdout', text: `line ${index}`}) as const);
		await mounted.change(() => mounted.lab.print('node1', [{type: 'command', text: 'node1 $ help'}, ...output]));
		expect(mounted.text()).toMatch(/node1 · terminal ─+ PgUp: 2\d more above ↑/);
		mounted.clock.now += 1000;
		await mounted.change(() => mounted.lab.print('node1', [{type: 'command', text: 'node1 $ true'}]));
		expect(mounted.text()).not.toContain('more above');
	});

	it('shows a list that nobody answers for as what was last known, and how old it is', async () => {
		const mounted = await start(fiveNodes);
		const {lab} = mounted;
		const known = lab.list('node1');
		if (known.type !== 'table') throw new Error('a table');
		const since = lab.snapshot().clock.now - 75_000;
		await mounted.change(() => {
			lab.setList('node1', {type: 'stale', rows: known.rows, since, message: 'The swarm does not have a leader.'});
		});
		expect(mounted.text()).toMatch(/docker node ls · as node1 saw it 1m 15s ago ─+/);
		expect(mounted.text()).toContain('node3      Ready');
		expect(mounted.text()).toContain('✗ The swarm does not have a leader.');
	});

	it.each([
		[80, ' 2026-12-23 '],
		[120, '│ until 2026-12-23  '],
		[200, 'until 2026-12-23 10:42'],
	])('shows until when a machine is off, at %d columns', async (columns, expected) => {
		const powerReturnsAt = Date.UTC(2026, 11, 23, 10, 42, 5);
		const off = {isRunning: false, isPowered: false, powerReturnsAt};
		const nodes = [0, 1, 2, 3, 4].map(index => aMember(index, 'manager', index === 1 ? off : {}));
		const mounted = await start(aFixture({nodes, clusters: [aCluster(nodes)]}), columns, 40);
		expect(mounted.text()).toContain(expected);
	});

	it('shows at most five changes of the lab a second, and the answer to Enter at once', async () => {
		const mounted = await start(twoNodes);
		const {app, lab, clock} = mounted;
		let shown = 0;
		app.store.subscribe(() => shown++);
		for (let change = 0; change < 50; change++) {
			clock.now += 4;
			lab.setClock({now: change});
		}
		expect(shown).toBeLessThanOrEqual(2);
		await mounted.send('docker info\r');
		expect(mounted.text()).toContain('\n node1 $ docker info\n');
	});

	it('uses no colour and no symbol that a terminal without them could not show', async () => {
		const plain = await mount(fiveNodes, {columns: 120, rows: 40, environment: {noColor: true, isAscii: true}});
		open.push(plain);
		expect(plain.text()).toMatch(/^[\n -~]*$/);
		expect(plain.frame()).not.toMatch(/\[3\d|\[9\d|\[38/);
	});
});
