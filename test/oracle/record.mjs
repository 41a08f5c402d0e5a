#!/usr/bin/env node
// Records scenarios against real Docker engines: one dockerd per node, each in its own network and UTS
// namespace, on an isolated bridge without uplink. Run setup.sh once before. Needs root.
//
//   record.mjs OUTDIR FILE.scenario...
//
// Environment: SWARM_LAB, the folder that setup.sh prepared; LAB, a short name (letters) that keeps
// two recorders apart; KEEP=1 leaves the last scenario's engines running; LOGS=1 keeps what the engines logged.
import {execFile, execFileSync, spawn, spawnSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdirSync, openSync, readFileSync, readlinkSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {skewClock} from './skew.mjs';

const [outDir, ...files] = process.argv.slice(2);
const lab = process.env.LAB ?? 'lab';
const home = process.env.SWARM_LAB ?? path.join(os.tmpdir(), 'swarm-lab');
const chroot = path.join(home, 'root');
const root = path.join(home, 'run', lab);
const docker = process.env.DOCKER ?? 'docker';
const sh = (...argv) => execFileSync(argv[0], argv.slice(1), {stdio: ['ignore', 'pipe', 'pipe']}).toString();
const quiet = (...argv) => spawnSync(argv[0], argv.slice(1), {stdio: 'ignore'}).status === 0;
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
const socket = n => `${root}/n${n}/d.sock`;
const daemons = new Map();
const returns = new Map();
/** Seconds by which engines' clocks are ahead. */
const skews = new Map();
const units = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};
const span = (count, unit) => Math.round(Number(count) * units[unit]);
const inLan = (...argv) => sh('ip', 'netns', 'exec', `${lab}-lan`, ...argv);
const ports = n => sh('ip', '-n', `${lab}-lan`, '-o', 'link', 'show', 'type', 'veth').match(new RegExp(`\\bp${lab}${n}\\d+`, 'g'));

function network(count, extra) {
	const lan = `${lab}-lan`;
	quiet('ip', 'netns', 'add', lan);
	const inside = (ns, ...argv) => sh('ip', 'netns', 'exec', ns, ...argv);
	inside(lan, 'ip', 'link', 'add', 'br0', 'type', 'bridge');
	inside(lan, 'ip', 'link', 'set', 'br0', 'up');
	for (let i = 1; i <= count; i++) {
		const ns = `${lab}-n${i}`;
		sh('ip', 'netns', 'add', ns);
		inside(ns, 'ip', 'link', 'set', 'lo', 'up');
		const links = [['eth0', `172.31.4.1${i}/24`], ...(extra.get(i) ?? [])];
		links.forEach(([dev, address], k) => {
			if (k === 0 || !links.slice(0, k).some(([d]) => d === dev)) {
				sh('ip', 'link', 'add', `v${lab}${i}${k}`, 'netns', ns, 'type', 'veth', 'peer', 'name', `p${lab}${i}${k}`, 'netns', lan);
				inside(lan, 'ip', 'link', 'set', `p${lab}${i}${k}`, 'master', 'br0', 'up');
				inside(ns, 'ip', 'link', 'set', `v${lab}${i}${k}`, 'name', dev);
				inside(ns, 'ip', 'link', 'set', dev, 'up');
			}
			inside(ns, 'ip', 'addr', 'add', address, 'dev', dev);
		});
		inside(ns, 'ip', 'route', 'add', 'default', 'via', '172.31.4.1');
		// Without forwarding docker info warns on stderr.
		inside(ns, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
	}
}

async function start(n) {
	const dir = `${root}/n${n}`;
	mkdirSync(dir, {recursive: true});
	rmSync(socket(n), {force: true});
	rmSync(`${dir}/pid`, {force: true});
	const log = openSync(`${dir}/log`, 'a');
	const run = `hostname node${n}; exec chroot ${chroot} dockerd --data-root ${dir}/data --exec-root ${dir}/exec --pidfile ${dir}/pid -H unix://${dir}/d.sock --iptables=false --ip6tables=false --bridge=none --storage-driver=vfs`;
	const child = spawn('nsenter', [`--net=/run/netns/${lab}-n${n}`, 'unshare', '--uts', '--mount', 'sh', '-c', run], {detached: true, stdio: ['ignore', log, log]});
	daemons.set(n, child);
	if (skews.get(n)) await skew(n);
	// A manager that finds no leader answers after 20 s only.
	for (const until = Date.now() + 60_000; Date.now() < until && !quiet(docker, '-H', `unix://${socket(n)}`, 'version');) await sleep(100);
}

// The process is the engine's own as soon as the shell has become it, long before it reads a certificate.
async function skew(n) {
	const {pid} = daemons.get(n) ?? {};
	if (!pid) return;
	while (!readlinkSync(`/proc/${pid}/exe`).endsWith('/dockerd')) await sleep(2);
	skewClock(pid, skews.get(n));
}

async function stop(n, signal) {
	const child = daemons.get(n);
	if (!child) return;
	const gone = new Promise(resolve => child.once('exit', resolve));
	const containerd = existsSync(`${root}/n${n}/exec/containerd/containerd.pid`) ? Number(readFileSync(`${root}/n${n}/exec/containerd/containerd.pid`)) : 0;
	child.kill(signal);
	await Promise.race([gone, sleep(20_000)]);
	if (signal === 'SIGKILL' && containerd) {
		try { process.kill(containerd, 'SIGKILL'); } catch {}
		// While its zombie has the number, dockerd would wait 10 s for it to serve.
		rmSync(`${root}/n${n}/exec/containerd/containerd.pid`, {force: true});
	}
	daemons.delete(n);
}

// Groups are bridges: br0 is for the nodes that are in none.
function partition(groups, count) {
	for (let n = 1; n <= count; n++) {
		const group = groups.findIndex(members => members.includes(n)) + 1;
		if (group > 0 && !quiet('ip', '-n', `${lab}-lan`, 'link', 'show', `br${group}`)) {
			inLan('ip', 'link', 'add', `br${group}`, 'type', 'bridge');
			inLan('ip', 'link', 'set', `br${group}`, 'up');
		}
		for (const port of ports(n)) inLan('ip', 'link', 'set', port, 'master', `br${group}`);
	}
}

function heal(n) {
	for (const port of ports(n)) inLan('ip', 'link', 'set', port, 'master', 'br0', returns.has(n) ? 'down' : 'up');
}

async function powerOff(n, ms) {
	for (const port of ports(n)) inLan('ip', 'link', 'set', port, 'down');
	await stop(n, 'SIGKILL');
	returns.set(n, ms === undefined ? undefined : setTimeout(() => powerOn(n), ms));
}

async function powerOn(n) {
	clearTimeout(returns.get(n));
	if (returns.delete(n)) for (const port of ports(n)) inLan('ip', 'link', 'set', port, 'up');
	await start(n);
}

// A command sees its own node's folder of Docker's, and works in a folder of its node's.
const shell = (n, script, env) => new Promise(resolve => {
	const cwd = `${root}/n${n}/home`;
	for (const folder of [cwd, `${root}/n${n}/data`, '/var/lib/docker']) mkdirSync(folder, {recursive: true});
	const isolated = `mount --bind ${root}/n${n}/data /var/lib/docker && exec bash -c "$SCRIPT"`;
	execFile('unshare', ['--mount', 'bash', '-c', isolated], {encoding: 'utf8', timeout: 120_000, maxBuffer: 64 << 20, cwd, env: {...env, SCRIPT: script}}, (error, stdout, stderr) =>
		resolve({status: error ? (typeof error.code === 'number' ? error.code : null) : 0, stdout, stderr})).stdin.end();
});

async function teardown(count) {
	for (const timer of returns.values()) clearTimeout(timer);
	returns.clear();
	skews.clear();
	for (const n of [...daemons.keys()]) await stop(n, 'SIGKILL');
	await sleep(300);
	for (let i = 1; i <= count; i++) {
		if (!existsSync(`/run/netns/${lab}-n${i}`)) continue;
		for (const p of sh('ip', 'netns', 'pids', `${lab}-n${i}`).split('\n').filter(Boolean)) { try { process.kill(Number(p), 'SIGKILL'); } catch {} }
		quiet('ip', 'netns', 'del', `${lab}-n${i}`);
	}
	quiet('ip', 'netns', 'del', `${lab}-lan`);
	for (const line of sh('mount').split('\n').filter(l => l.includes(root))) quiet('umount', '-l', line.split(' ')[2]);
	rmSync(root, {recursive: true, force: true});
}

async function record(file) {
	const lines = readFileSync(file, 'utf8').split('\n');
	const count = Number(lines.map(l => /^nodes (\d+)/.exec(l)).find(Boolean)?.[1] ?? 5);
	const extra = new Map();
	for (const l of lines) {
		const m = /^interface node(\d+) (\S+) (\S+)/.exec(l);
		if (m) extra.set(Number(m[1]), [...(extra.get(Number(m[1])) ?? []), [m[2], m[3]]]);
	}
	network(count, extra);
	await Promise.all(Array.from({length: count}, (_, i) => start(i + 1)));
	const captured = {};
	const out = [];
	const began = Date.now();
	for (const [index, line] of lines.entries()) {
		let m;
		if (!line.trim() || line.startsWith('#') || /^(nodes|interface) /.test(line)) continue;
		if ((m = /^(?:(\w+) <- )?node(\d+)\$ (.*)$/.exec(line))) {
			const n = Number(m[2]);
			const command = m[3].replaceAll(/\$\{(\w+)\}/g, (_, name) => captured[name] ?? `\${${name}}`);
			const t0 = Date.now();
			const script = `docker() { command ${docker} -H unix://${socket(n)} "$@"; }\n${command}`;
			const r = await shell(n, script, {...process.env, HOME: '/nonexistent', DOCKER_CONFIG: '/nonexistent'});
			if (m[1]) captured[m[1]] = r.stdout.trim();
			out.push({line: index + 1, at: (t0 - began) / 1000, took: (Date.now() - t0) / 1000, node: `node${n}`, command, exitCode: r.status, stdout: r.stdout, stderr: r.stderr});
		} else if ((m = /^wait (\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(line))) await sleep(span(m[1], m[2]));
		else if ((m = /^stop node(\d+)$/.exec(line))) await stop(Number(m[1]), 'SIGKILL');
		else if ((m = /^shutdown node(\d+)$/.exec(line))) await stop(Number(m[1]), 'SIGTERM');
		else if ((m = /^start node(\d+)$/.exec(line))) await powerOn(Number(m[1]));
		else if ((m = /^power-off node(\d+)(?: (\d+(?:\.\d+)?)(ms|s|m|h|d))?$/.exec(line))) await powerOff(Number(m[1]), m[2] && span(m[2], m[3]));
		else if ((m = /^cut node(\d+)$/.exec(line))) inLan('ip', 'link', 'set', `p${lab}${m[1]}0`, 'down');
		else if ((m = /^heal node(\d+)$/.exec(line))) heal(Number(m[1]));
		else if ((m = /^clock node(\d+) (?:([+-])(\d+(?:\.\d+)?)(ms|s|m|h|d)|0)$/.exec(line))) {
			skews.set(Number(m[1]), m[2] ? (m[2] === '-' ? -1 : 1) * Math.round(span(m[3], m[4]) / 1000) : 0);
			await skew(Number(m[1]));
		} else if (line === 'heal') for (let n = 1; n <= count; n++) heal(n);
		else if ((m = /^partition ((?:node\d+|[ |])+)$/.exec(line))) partition(m[1].split('|').map(group => group.match(/\d+/g).map(Number)), count);
		else throw new Error(`${file}:${index + 1}: cannot read '${line}'`);
	}
	const name = path.basename(file, '.scenario');
	writeFileSync(path.join(outDir, `${name}.jsonl`), out.map(o => JSON.stringify(o)).join('\n') + '\n');
	if (process.env.LOGS) for (let n = 1; n <= count; n++) copyFileSync(`${root}/n${n}/log`, path.join(outDir, `${name}.node${n}.log`));
	if (process.env.KEEP) return;
	await teardown(count);
}

mkdirSync(outDir, {recursive: true});
for (const file of files) {
	try { await record(file); console.log(`recorded ${file}`); } catch (error) { console.log(`FAILED ${file}: ${error.message}`); await teardown(9); }
}
