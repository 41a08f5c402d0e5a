/** The screens over the fake lab, in a real terminal: `preview NAME`, with the names of the fixtures. */
import process from 'node:process';

delete process.env.CI;
const {openApp} = await import('../../source/ui/open.tsx');
const {createFakeLab} = await import('./fake-lab.ts');
const fixtures = (await import('./fixtures.ts')) as unknown as Record<string, Parameters<typeof createFakeLab>[0]>;

const fixture = fixtures[process.argv[2] ?? 'fiveNodes'];
if (fixture === undefined) throw new Error(`No such fixture: ${Object.keys(fixtures).join(' ')}`);
const lab = createFakeLab(fixture);
const ticking = setInterval(() => {
	const {clock} = lab.snapshot();
	if (!clock.isPaused) lab.setClock({now: clock.now + 250 * clock.speed, elapsed: clock.elapsed + 250 * clock.speed});
}, 250);
const app = openApp({
	lab,
	input: process.stdin,
	output: process.stdout,
	environment: {noColor: Boolean(process.env.NO_COLOR), isAscii: process.env.LC_ALL === 'C'},
	onQuit: () => app.restore(),
	onSuspend() {
		app.suspend();
		process.once('SIGCONT', app.resume);
		process.kill(0, 'SIGTSTP');
	},
});
await app.done;
clearInterval(ticking);
app.restore();
process.exit(0);
