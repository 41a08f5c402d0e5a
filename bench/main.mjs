/** Prints every figure that the project holds itself to, next to its anchor and its aim, from one run. */
import {cpus} from 'node:os';
import {buildIfNeeded} from '../scripts/build.mjs';
import {installIfNeeded} from '../scripts/install.mjs';

installIfNeeded();
await buildIfNeeded();

const {hasClient, measureAgreement, measureNodeLs, measureRealNodeLs, measureRequests} = await import('./client.mjs');
const {formSwarm, openLab, slowDown} = await import('./lab.mjs');
const {measureHeldKey, measureKeys, openEcho} = await import('./keys.mjs');
const {measureDetection, measureFuzzing} = await import('./fuzz.mjs');
const {measureRest} = await import('./rest.mjs');
const {measureJoins, measureScenarios} = await import('./scenarios.mjs');
const {measureSession} = await import('./session.mjs');
const {measureStart} = await import('./start.mjs');
const {measureTime} = await import('./swarms.mjs');

const print = (title, value, note = '') => console.log(`${title.padEnd(52)}${value.padStart(18)}  ${note}`);
const ms = value => `${value.toFixed(1)} ms`;
const pair = ({medianMs, p95Ms}) => `${medianMs.toFixed(1)} / ${p95Ms.toFixed(1)} ms`;
const missed = ({answered}) =>
	answered === 1 ? '' : `${Math.round(100 * (1 - answered))} % of the keys changed nothing`;

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}, terminal 120×40\n`);

const start = await measureStart();
print('node -e 0, whole run (the anchor)', ms(start.nodeMs));
print('node, first output', ms(start.outputMs));
print('first frame', ms(start.frameMs), `${start.frameRatio.toFixed(1)} × node -e 0`);
print('live: a key pressed at once is answered', ms(start.liveMs), `${start.liveRatio.toFixed(1)} × node -e 0; aim 4`);

const echo = await openEcho();
print('\nkey to paint, median / p95: bare Node echo', pair(await measureKeys(echo)), 'the floor');
await echo.end();

const lab = await openLab();
const empty = await measureKeys(lab);
print('  empty lab at 1×', pair(empty), `aim 4 / 10 ms ${missed(empty)}`);
await formSwarm(lab, 5);
const five = await measureKeys(lab);
print('  five nodes in a swarm at 1×', pair(five), `aim 4 / 10 ms ${missed(five)}`);
print('  the same, 40 keys a second', pair(await measureHeldKey(lab)), 'aim 4 / 10 ms');
const rest = await measureRest(lab);
await lab.end();

const busy = await openLab('--speed', '10000');
await formSwarm(busy, 5);
const fast = await measureKeys(busy);
print('  five nodes in a swarm at 10,000×', pair(fast), `aim 4 / 10 ms ${missed(fast)}`);
print('  the same, 40 keys a second', pair(await measureHeldKey(busy)), 'aim 4 / 10 ms');
// F6, as xterm sends it: pause.
busy.send('\u001B[17~');
const paused = await measureRest(busy);
await busy.end();

print(
	'\nat rest, five nodes in a swarm at 1×: processor',
	`${(100 * rest.cpuShare).toFixed(1)} %`,
	'of a core; aim 2 %',
);
print('  written', `${rest.bytesPerSecond.toFixed(0)} B/s`, 'aim 1000 B/s');
print('  memory', `${rest.memoryMb.toFixed(0)} MB`, 'aim 100 MB');
print('paused: processor', `${(100 * paused.cpuShare).toFixed(1)} %`);
print('  written', `${paused.bytesPerSecond.toFixed(0)} B/s`, 'aim 0 B/s');

const many = await openLab('--nodes', '200', '--speed', '1000');
await formSwarm(many, 200);
await slowDown(many);
const crowd = await measureKeys(many);
print(
	'\nkey to paint with 200 nodes, median / p95',
	pair(crowd),
	`${(crowd.medianMs / five.medianMs).toFixed(2)} × five nodes; aim 1.2`,
);
const manyRest = await measureRest(many);
await many.end();
print('  at rest: processor', `${(100 * manyRest.cpuShare).toFixed(1)} %`, `${manyRest.memoryMb.toFixed(0)} MB`);

print('200 nodes join, one after the other, start included', ms(measureJoins(200).joinsMs), 'aim 2000 ms');
print('the seven scenarios together, starts included', ms(measureScenarios().scenariosMs), 'aim 1500 ms');

const time = measureTime();
const times = value => `${Math.round(value).toLocaleString('en-US')}×`;
const factors = values => values.map(value => value.toFixed(2)).join(' / ');
print('\n90 days of 5 managers', ms(time.quietMs), `aim 50 ms; ${times(time.quietSpeed)} real time`);
print('  with every tick', times(time.quietOverTicking), 'as long');
print('  with three leader crashes', ms(time.crashesMs), 'aim 50 ms');
print('  90 days over one day, from the first command on', times(time.quietOverDay), 'aim 10×');
print('365 days of 7 managers and 1,000 workers', ms(time.yearMs), `aim 10,000 ms; ${times(time.yearSpeed)} real time`);
print('  with every tick', times(time.yearOverTicking), 'as long');
print('  their founding, all joins', ms(time.foundingMs));
print('  a day of 1,007 nodes over one of 5', times(time.manyOverFive));
print('heap, day 365 over day 30, of 5 / of 1,007 nodes', factors(time.heapGrowth), 'aim 1.05');
print('certificates a second: ordered', Math.round(time.orderedPerSecond).toLocaleString('en-US'));
print('  made, key included', Math.round(time.madePerSecond).toLocaleString('en-US'), 'when somebody looks');

for (const [managers, workers, days] of [
	[5, 0, 90],
	[7, 1000, 30],
]) {
	const nodes = (managers + workers).toLocaleString('en-US');
	const session = await measureSession(managers, workers, days);
	print(`\na session of ${nodes} nodes and ${days} days is gone on with`, ms(session.resumedMs));
	print('  going back one hour', ms(session.hourMs), `aim 100 ms; longest slice ${ms(session.longestMs)}`);
	print(`  going back ${days - 1} days`, ms(session.farMs));
	print('  a checkpoint: taken / made a present of', `${session.takeMs.toFixed(1)} / ${ms(session.restoreMs)}`);
	print('  all of them', `${session.heapMb.toFixed(1)} MB`, `${session.count}, at most 60`);
}

const schedules = 500;
const {schedulesPerMinute, timesRealTime, violated} = measureFuzzing(schedules);
print('\nfuzzing: schedules a minute', schedulesPerMinute.toFixed(0));
print('  virtual time', `${Math.round(timesRealTime).toLocaleString('en-US')}×`, 'real time; aim 100,000×');
print('  of these schedules violate a property', `${violated} of ${schedules}`);

const seconds = value => value.toFixed(1);
print('\nnoticed after, shortest / median / longest of 100', 'seconds', 'by the rules');
for (const {what, rule, shortest, median, longest} of measureDetection(100))
	print(`  ${what}`, [shortest, median, longest].map(seconds).join(' / '), rule.map(seconds).join(' to '));

const {one, five: onFive} = await measureRequests();
print('\nserved: GET /info a second, one socket', one.toFixed(0));
print('  five sockets', onFive.toFixed(0));
if (hasClient()) {
	const nodeLs = await measureNodeLs();
	const real = await measureRealNodeLs();
	print('docker node ls by Docker’s client, on our engine', ms(nodeLs));
	if (real === undefined) print('  on a real engine', 'none', 'test/oracle/setup.sh prepares one');
	else print('  on a real engine', ms(real), `ours takes ${(nodeLs / real).toFixed(2)} × as long`);
} else print('docker node ls by Docker’s client', 'no docker client');

console.log('\nrecordings: commands that agree, times included    ours on ours   docker on ours');
for (const {name, ours, client} of await measureAgreement()) {
	const said = verdict =>
		verdict ? `${verdict.agreed} of ${verdict.commands}${verdict.agrees ? '' : ' ✗'}` : 'no client';
	console.log(`  ${name.padEnd(48)}${said(ours).padEnd(15)}${said(client)}`);
}
console.log('  our command line on real engines: npm run test:real');
