import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {joinCommand, type OpenLab, openLab} from './open-lab.ts';

let opened: OpenLab;
beforeEach(async () => {
	opened = openLab({nodes: 3});
	await opened.run('node1', 'docker swarm init');
	for (const node of ['node2', 'node3']) await opened.run(node, joinCommand(opened, 'worker'));
	await opened.pass(1000);
});
afterEach(() => opened.lab.close());

const folder = '/var/lib/docker/swarm/certificates';
const makeRoot = (name: string, options = '') =>
	`openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${name} -days 3650 ${options} -keyout ${name}.key -out ${name}.pem 2> /dev/null`;

describe('docker swarm ca --rotate in a terminal', () => {
	test('shows how far it is, line by line, and ends with the new root', async () => {
		const lines = await opened.run('node1', 'docker swarm ca --rotate');
		const text = lines.join('\n');
		expect(text).toMatch(/desired root digest: sha256:[\da-f]{64}/);
		expect(text).toMatch(/rotated TLS certificates: .*3\/3 nodes/);
		expect(text).toMatch(/rotated CA certificates: .*3\/3 nodes/);
		const [root] = await opened.run('node1', 'docker swarm ca | openssl x509 -noout -fingerprint -sha256');
		const pem = lines.slice(lines.indexOf('| -----BEGIN CERTIFICATE-----')).map(line => line.slice(2));
		expect(pem.at(-1)).toBe('-----END CERTIFICATE-----');
		const files = await opened.run('node2', `openssl x509 -in ${folder}/swarm-root-ca.crt -noout -fingerprint -sha256`);
		expect(files).toEqual([root]);
	});

	test('goes on by itself after Ctrl-C, which says so', async () => {
		const {lab, pass, run} = opened;
		await run('node1', 'stop node3');
		await pass(20_000);
		lab.type('node1', 'docker swarm ca --rotate');
		await pass(5000);
		expect(lab.isBusy('node1')).toBe(true);
		lab.interrupt('node1');
		await pass(1000);
		expect(
			opened
				.shown('node1')
				.filter(line => !line.startsWith('?'))
				.slice(-2),
		).toEqual(['| Operation continuing in background.', '| Use `swarmctl cluster inspect default` to check progress.']);
		expect(await run('node1', 'docker info | grep Rotation')).toEqual(['|   Root Rotation In Progress: true']);
		await run('node1', 'start node3');
		await pass(20_000);
		expect(await run('node1', 'docker info | grep Rotation')).toEqual(['|   Root Rotation In Progress: false']);
	});

	test('takes a root of one’s own from files of the node, and only of that node', async () => {
		const {run} = opened;
		await run('node1', makeRoot('mine'));
		expect(await run('node1', 'docker swarm ca --rotate --quiet --ca-cert mine.pem --ca-key mine.key')).toEqual([]);
		expect(await run('node1', 'docker swarm ca | uniq')).toEqual(await run('node1', 'cat mine.pem'));
		expect(await run('node3', `openssl x509 -in ${folder}/swarm-node.crt -noout -issuer`)).toEqual([
			'| issuer=CN = mine',
		]);
		expect(await run('node3', `openssl verify -CAfile ${folder}/swarm-root-ca.crt ${folder}/swarm-node.crt`)).toEqual([
			`| ${folder}/swarm-node.crt: OK`,
		]);
		expect(await run('node2', 'cat mine.pem')).toEqual(['! cat: mine.pem: No such file or directory']);
	});
});

describe('openssl in the lab', () => {
	test('makes another key each time, and the same certificate of none', async () => {
		const {run} = opened;
		await run('node1', `${makeRoot('one')}; ${makeRoot('two')}`);
		const serials = await run('node1', 'for F in one two; do openssl x509 -in $F.pem -noout -serial; done');
		expect(new Set(serials).size).toBe(2);
		const keys = await run('node1', 'cat one.key two.key');
		expect(new Set(keys.filter(line => line.length > 60)).size).toBe(4);
	});

	test('says what a certificate says, in openssl’s words', async () => {
		const {run} = opened;
		await run('node1', makeRoot('one', '-addext basicConstraints=critical,CA:FALSE'));
		const lines = await run('node1', 'openssl x509 -in one.pem -noout -subject -issuer -dates -checkend 86400');
		expect(lines).toEqual([
			'| subject=CN = one',
			'| issuer=CN = one',
			expect.stringMatching(/^\| notBefore=Jan {2}1 00:\d\d:\d\d 2026 GMT$/),
			expect.stringMatching(/^\| notAfter=Dec 30 00:\d\d:\d\d 2035 GMT$/),
			'| Certificate will not expire',
		]);
		expect(await run('node1', 'openssl x509 -in one.pem -noout -text | grep CA:')).toEqual([
			'|                 CA:FALSE',
		]);
	});

	test('verifies as openssl does: who is trusted, who came along, and by which clock', async () => {
		const {run} = opened;
		await run('node1', makeRoot('one'));
		expect(await run('node1', 'openssl verify one.pem')).toEqual([
			'! CN = one',
			'! error 18 at 0 depth lookup: self-signed certificate',
			'! error one.pem: verification failed',
		]);
		expect(await run('node1', `openssl verify -CAfile one.pem ${folder}/swarm-node.crt`)).toEqual(
			expect.arrayContaining(['! error 20 at 0 depth lookup: unable to get local issuer certificate']),
		);
		await run('node1', 'clock node1 +100d');
		expect(await run('node1', `openssl verify -CAfile ${folder}/swarm-root-ca.crt ${folder}/swarm-node.crt`)).toEqual(
			expect.arrayContaining(['! error 10 at 0 depth lookup: certificate has expired']),
		);
	});

	test.each([
		['openssl genrsa', "no command genrsa in the lab's openssl; it has req, x509, verify"],
		['openssl req -new', "the lab's openssl req makes roots, as in: openssl req -x509"],
		[
			'openssl req -x509 -newkey rsa:2048 -subj /CN=a',
			"the lab's openssl makes keys on P-256 only, as in: openssl req",
		],
		['openssl x509 -in missing.pem', 'Could not open file or uri for loading certificate from missing.pem'],
		['echo no > no.pem; openssl x509 -in no.pem', 'Could not read certificate from no.pem'],
	])('%s is refused', async (command, why) => {
		const lines = await opened.run('node1', command);
		expect(lines[0]).toContain(`! ${why}`);
	});
});

describe('a machine whose clock is off', () => {
	test('says another time than the others, in its shell and to its engine’s users, until it is set right', async () => {
		const {run} = opened;
		await run('node1', 'clock node2 +2h');
		expect(await run('node2', "date '+%F %H'")).toEqual(['| 2026-01-01 02']);
		expect(await run('node1', "date '+%F %H'")).toEqual(['| 2026-01-01 00']);
		expect(await run('node1', "ssh node2 date '+%H'")).toEqual(['| 02']);
		expect(await run('node2', "docker info --format '{{.SystemTime}}' | cut -c 1-13")).toEqual(['| 2026-01-01T02']);
		await run('node3', 'clock node2 -1d');
		expect(await run('node2', 'date -Is | cut -c 1-13')).toEqual(['| 2025-12-31T00']);
		await run('node3', 'clock node2 0');
		expect(await run('node2', "date '+%F %H'")).toEqual(['| 2026-01-01 00']);
		expect(await run('node2', 'date')).toEqual([expect.stringMatching(/^\| Thu Jan {2}1 00:\d\d:\d\d UTC 2026$/)]);
	});

	test.each(['clock node2', 'clock node2 2h', 'clock node2 +2', 'clock node9 +2h', 'clock node2 +2h now'])(
		'%s is not understood',
		async line => {
			expect(await opened.run('node1', line)).toEqual([expect.stringMatching(/^! swarmlab: /)]);
		},
	);
});

test('what Docker keeps of a node is on its disk, also while its engine is stopped; a locked manager’s key is not', async () => {
	const {run, pass} = opened;
	const serial = `openssl x509 -in ${folder}/swarm-node.crt -noout -serial`;
	const before = await run('node2', serial);
	expect(before[0]).toMatch(/^\| serial=[\dA-F]{38,40}$/);
	expect((await run('node2', `cat ${folder}/swarm-node.key`))[0]).toBe('| -----BEGIN PRIVATE KEY-----');
	await run('node1', 'stop node2');
	expect(await run('node2', serial)).toEqual(before);
	expect(await run('node2', `cat ${folder}/swarm-root-ca.crt`)).toEqual(await run('node1', 'docker swarm ca'));
	await run('node1', 'docker swarm update --autolock=true');
	await pass(1000);
	expect(await run('node1', `cat ${folder}/swarm-node.key`)).toEqual([
		`! cat: ${folder}/swarm-node.key: No such file or directory`,
	]);
	expect((await run('node1', serial))[0]).toMatch(/serial=/);
});
