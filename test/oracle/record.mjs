#!/usr/bin/env node
// Records scenarios against real Docker engines: one dockerd per node, each in its own network and UTS
// namespace, on an isolated bridge without uplink. Run setup.sh once before. Needs root.
//
//   record.mjs OUTDIR FILE.scenario...
//
// Environment: SWARM_LAB, the folder that setup.sh prepared; LAB, a short name (letters) that keeps
// two recorders apart; KEEP=1 leaves the last scenario's engines running.
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

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
	for (let t = 0; t < 200 && !quiet(docker, '-H', `unix://${socket(n)}`, 'version'); t++) await sleep(100);
}

async function stop(n, signal) {
	const child = daemons.get(n);
	if (!child) return;
	const gone = new Promise(resolve => child.once('exit', resolve));
	const containerd = existsSync(`${root}/n${n}/exec/containerd/containerd.pid`) ? Number(readFileSync(`${root}/n${n}/exec/containerd/containerd.pid`)) : 0;
	child.kill(signal);
	await Promise.race([gone, sleep(20_000)]);
	if (signal === 'SIGKILL' && containerd) { try { process.kill(containerd, 'SIGKILL'); } catch {} }
	daemons.delete(n);
}

async function teardown(count) {
	for (const n of [...daemons.keys()]) await stop(n, 'SIGKILL');
	await sleep(300);
	for (let i = 1; i <= count; i++) {
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
			const r = spawnSync('bash', ['-c', script], {encoding: 'utf8', timeout: 120_000, env: {...process.env, HOME: '/nonexistent', DOCKER_CONFIG: '/nonexistent'}});
			if (m[1]) captured[m[1]] = r.stdout.trim();
			out.push({line: index + 1, at: (t0 - began) / 1000, took: (Date.now() - t0) / 1000, node: `node${n}`, command, exitCode: r.status, stdout: r.stdout, stderr: r.stderr});
		} else if ((m = /^wait (\d+)s$/.exec(line))) await sleep(Number(m[1]) * 1000);
		else if ((m = /^stop node(\d+)$/.exec(line))) await stop(Number(m[1]), 'SIGKILL');
		else if ((m = /^shutdown node(\d+)$/.exec(line))) await stop(Number(m[1]), 'SIGTERM');
		else if ((m = /^start node(\d+)$/.exec(line))) await start(Number(m[1]));
		else if ((m = /^cut node(\d+)$/.exec(line))) sh('ip', 'netns', 'exec', `${lab}-lan`, 'ip', 'link', 'set', `p${lab}${m[1]}0`, 'down');
		else if ((m = /^heal node(\d+)$/.exec(line))) sh('ip', 'netns', 'exec', `${lab}-lan`, 'ip', 'link', 'set', `p${lab}${m[1]}0`, 'up');
		else throw new Error(`${file}:${index + 1}: cannot read '${line}'`);
	}
	const name = path.basename(file, '.scenario');
	writeFileSync(path.join(outDir, `${name}.jsonl`), out.map(o => JSON.stringify(o)).join('\n') + '\n');
	if (process.env.KEEP) return;
	await teardown(count);
}

mkdirSync(outDir, {recursive: true});
for (const file of files) {
	try { await record(file); console.log(`recorded ${file}`); } catch (error) { console.log(`FAILED ${file}: ${error.message}`); await teardown(9); }
}
