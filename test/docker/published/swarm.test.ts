import {describe, expect, it} from 'vitest';
import {type Answers, autolocked, error, errorOf, json, manager, node, swarm, tryLine} from './fake-engine.ts';

/** Docker's own published cases of its swarm commands: case, input, expected outcome. (cli/command/swarm) */

const unlockBlock =
	'To unlock a swarm manager after it restarts, run the `docker swarm unlock`\n' +
	'command and provide the following key:\n\n    unlock-key\n\n' +
	'Remember to store this key in a password manager, since without it you\nwill not be able to restart the manager.\n';
const unlockKey: Answers = {'GET /swarm/unlockkey': json({UnlockKey: 'unlock-key'})};
const failing = (route: string, message: string): Answers => ({[route]: error(message)});

describe('swarm init', () => {
	it.each([
		['init-failed', '', failing('POST /swarm/init', 'error initializing the swarm'), 'error initializing the swarm'],
		[
			'init-failed-with-ip-choice',
			'',
			failing('POST /swarm/init', 'could not choose an IP address to advertise'),
			'could not choose an IP address to advertise - specify one with --advertise-addr',
		],
		[
			'swarm-inspect-after-init-failed',
			'',
			failing('GET /swarm', 'error inspecting the swarm'),
			'error inspecting the swarm',
		],
		[
			'node-inspect-after-init-failed',
			'',
			failing('GET /nodes/*', 'error inspecting the node'),
			'error inspecting the node',
		],
		[
			'swarm-get-unlock-key-after-init-failed',
			'--autolock',
			failing('GET /swarm/unlockkey', 'error getting swarm unlock key'),
			'could not fetch unlock key: error getting swarm unlock key',
		],
	])('%s', async (_name, flags, answers, message) => {
		expect(await errorOf(`swarm init ${flags}`, {'POST /swarm/init': json('nodeID'), ...answers})).toBe(
			message.replace('could not fetch unlock key: ', 'could not fetch unlock key: Error response from daemon: '),
		);
	});

	const plain =
		'Swarm initialized: current node (nodeID) is now a manager.\n\n' +
		"To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n";
	it.each([
		['init', '', plain],
		['init-auto-lock', '--autolock', `${plain}${unlockBlock}`],
	])('%s', async (_name, flags, output) => {
		const {stdout} = await tryLine(`swarm init ${flags}`, {'POST /swarm/init': json('nodeID'), ...unlockKey});
		expect(stdout).toBe(output);
	});

	it('init with an external CA', async () => {
		const {sent} = await tryLine(
			'swarm init --external-ca protocol=cfssl,url=https://example.com,cacert=ca.pem',
			{},
			{files: {'ca.pem': pem}},
		);
		expect(sent['POST /swarm/init']).toMatchObject({
			Spec: {CAConfig: {ExternalCAs: [{Protocol: 'cfssl', URL: 'https://example.com', CACert: pem}]}},
		});
	});
});

const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const keyPem = '-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n';

describe('swarm join', () => {
	it.each([
		['not-enough-args', '', {}, 'requires 1 argument'],
		['too-many-args', 'remote1 remote2', {}, 'requires 1 argument'],
		['join-failed', 'remote', failing('POST /swarm/join', 'error joining the swarm'), 'error joining the swarm'],
		['join-failed-on-init', 'remote', failing('GET /info', 'error asking for node info'), 'error asking for node info'],
	])('%s', async (_name, args, answers, message) => {
		expect(await errorOf(`swarm join ${args}`, answers)).toContain(message);
	});

	it.each([
		['join-as-manager', true, 'This node joined a swarm as a manager.\n'],
		['join-as-worker', false, 'This node joined a swarm as a worker.\n'],
	])('%s', async (_name, ControlAvailable, output) => {
		expect((await tryLine('swarm join remote', {'GET /info': json({Swarm: {ControlAvailable}})})).stdout).toBe(output);
	});
});

describe('swarm join-token', () => {
	it.each([
		['not-enough-args', '', {}, 'requires 1 argument'],
		['too-many-args', 'worker manager', {}, 'requires 1 argument'],
		['invalid-args', 'foo', {}, 'unknown role foo'],
		[
			'swarm-inspect-failed',
			'worker',
			failing('GET /swarm', 'error inspecting the swarm'),
			'error inspecting the swarm',
		],
		['swarm-inspect-rotate-failed', 'worker --rotate', failing('GET /swarm', 'error inspecting'), 'error inspecting'],
		[
			'swarm-update-failed',
			'worker --rotate',
			failing('POST /swarm/update', 'error updating the swarm'),
			'error updating the swarm',
		],
		[
			'node-inspect-failed',
			'worker',
			failing('GET /nodes/*', 'error inspecting the node'),
			'error inspecting the node',
		],
		['info-failed', 'worker', failing('GET /info', 'error asking for node info'), 'error asking for node info'],
	])('%s', async (_name, args, answers, message) => {
		const info = {'GET /info': json({Swarm: {NodeID: 'nodeID'}})};
		expect(await errorOf(`swarm join-token ${args}`, {...info, ...answers})).toContain(message);
	});

	const text = (role: string) =>
		`To add a ${role} to this swarm, run the following command:\n\n    docker swarm join --token ${role}-join-token 127.0.0.1\n\n`;
	it.each([
		['worker', 'worker', text('worker')],
		['manager', 'manager', text('manager')],
		['manager-rotate', 'manager --rotate', `Successfully rotated manager join token.\n\n${text('manager')}`],
		['worker-quiet', 'worker -q', 'worker-join-token\n'],
		['manager-quiet', 'manager --quiet', 'manager-join-token\n'],
	])('%s', async (_name, args, output) => {
		const answers = {'GET /info': json({Swarm: {NodeID: 'nodeID'}}), 'GET /nodes/*': json(manager())};
		expect((await tryLine(`swarm join-token ${args}`, answers)).stdout).toBe(output);
	});
});

describe('swarm leave', () => {
	it('too-many-args', async () => expect(await errorOf('swarm leave foo')).toContain('accepts no arguments'));
	it('leave-failed', async () => {
		expect(await errorOf('swarm leave', failing('POST /swarm/leave', 'error leaving the swarm'))).toBe(
			'error leaving the swarm',
		);
	});
	it('leave', async () => expect((await tryLine('swarm leave')).stdout).toBe('Node left the swarm.\n'));
});

describe('swarm update', () => {
	it.each([
		['too-many-args', 'foo', {}, 'accepts no arguments'],
		[
			'swarm-inspect-error',
			'--task-history-limit=10',
			failing('GET /swarm', 'error inspecting the swarm'),
			'error inspecting the swarm',
		],
		[
			'swarm-update-error',
			'--task-history-limit=10',
			failing('POST /swarm/update', 'error updating the swarm'),
			'error updating the swarm',
		],
		[
			'swarm-unlock-key-error',
			'--autolock=true',
			failing('GET /swarm/unlockkey', 'error getting unlock key'),
			'error getting unlock key',
		],
	])('%s', async (_name, args, answers, message) => {
		expect(await errorOf(`swarm update ${args}`, answers)).toContain(message);
	});

	it('noargs prints its help', async () => {
		const {exitCode, stdout, requests} = await tryLine('swarm update');
		expect({exitCode, requests}).toEqual({exitCode: 0, requests: []});
		expect(stdout).toMatch(/^Usage: {2}docker swarm update \[OPTIONS\]\n/);
	});

	it('all-flags-quiet', async () => {
		const flags = [
			'--task-history-limit=10',
			'--dispatcher-heartbeat=10s',
			'--cert-expiry=20s',
			'--external-ca=protocol=cfssl,url=https://example.com',
			'--max-snapshots=10',
			'--snapshot-interval=100',
			'--autolock',
		];
		const answers = {'GET /swarm': json(swarm({TLSInfo: {TrustRoot: 'trust-root'}}))};
		const {stdout, sent} = await tryLine(`swarm update ${flags.join(' ')}`, answers);
		expect(stdout).toBe('Swarm updated.\n');
		expect(sent['POST /swarm/update']).toMatchObject({
			Orchestration: {TaskHistoryRetentionLimit: 10},
			Raft: {SnapshotInterval: 100, KeepOldSnapshots: 10},
			Dispatcher: {HeartbeatPeriod: 10_000_000_000},
			CAConfig: {
				NodeCertExpiry: 20_000_000_000,
				ExternalCAs: [{Protocol: 'cfssl', URL: 'https://example.com', CACert: 'trust-root'}],
			},
			EncryptionConfig: {AutoLockManagers: true},
		});
	});

	it('auto-lock-unlock-key', async () => {
		const {stdout} = await tryLine('swarm update --task-history-limit=10 --autolock', unlockKey);
		expect(stdout).toBe(`Swarm updated.\n${unlockBlock}`);
	});
});

describe('swarm ca', () => {
	it('without a root', async () => expect(await errorOf('swarm ca')).toBe('No CA information available'));
	it('shows the root', async () => {
		expect((await tryLine('swarm ca', {'GET /swarm': json(swarm({TLSInfo: {TrustRoot: 'trustme'}}))})).stdout).toBe(
			'trustme\n',
		);
	});

	const files = {'cert.pem': pem, 'key.pem': keyPem};
	const external = '--external-ca=protocol=cfssl,url=https://some.com/https/url';
	it.each([
		['--ca-cert=cert.pem', 'flag requires the `--rotate` flag to update the CA'],
		['--ca-key=key.pem', 'flag requires the `--rotate` flag to update the CA'],
		['--ca-cert=cert.pem --ca-key=key.pem', 'flag requires the `--rotate` flag to update the CA'],
		['--cert-expiry=2160h0m0s', 'flag requires the `--rotate` flag to update the CA'],
		[external, 'flag requires the `--rotate` flag to update the CA'],
		[`--ca-cert=cert.pem ${external}`, 'flag requires the `--rotate` flag to update the CA'],
		[
			`--rotate ${external}`,
			"rotating to an external CA requires the `--ca-cert` flag to specify the external CA's cert - to add an external CA with the current root CA certificate, use the `update` command instead",
		],
		[
			'--rotate --ca-cert=cert.pem',
			'the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well',
		],
	])('refuses %s', async (flags, message) => {
		expect(await errorOf(`swarm ca ${flags}`, {}, {files})).toContain(message);
	});

	const before = swarm({
		Spec: {
			CAConfig: {
				ForceRotate: 1,
				NodeCertExpiry: 3000,
				SigningCACert: 'old',
				SigningCAKey: 'old',
				ExternalCAs: [{Protocol: 'cfssl', URL: 'https://old.url', CACert: 'old'}],
			},
		},
		TLSInfo: {TrustRoot: 'trustme'},
	});
	const newCa = {Protocol: 'cfssl', URL: 'https://some.external.ca', CACert: pem};
	it.each([
		['default rotate', '', {ForceRotate: 2, SigningCACert: undefined, SigningCAKey: undefined}],
		[
			'certificate and key',
			'--ca-cert=cert.pem --ca-key=key.pem --cert-expiry=3m',
			{ForceRotate: 1, SigningCACert: pem, SigningCAKey: keyPem, NodeCertExpiry: 180_000_000_000},
		],
		[
			'certificate and external CA',
			'--ca-cert=cert.pem --external-ca=protocol=cfssl,url=https://some.external.ca',
			{ForceRotate: 1, SigningCACert: pem, SigningCAKey: undefined, ExternalCAs: [newCa]},
		],
		[
			'certificate, key and external CA',
			'--ca-cert=cert.pem --ca-key=key.pem --external-ca=protocol=cfssl,url=https://some.external.ca',
			{ForceRotate: 1, SigningCACert: pem, SigningCAKey: keyPem, ExternalCAs: [newCa]},
		],
	])('rotates with %s', async (_name, flags, expected) => {
		const {sent} = await tryLine(`swarm ca --rotate --detach ${flags}`, {'GET /swarm': json(before)}, {files});
		const {CAConfig} = sent['POST /swarm/update'] as {CAConfig: Record<string, unknown>};
		for (const [key, value] of Object.entries(expected)) {
			if (value === undefined) expect(CAConfig[key]).toBeUndefined();
			else expect(CAConfig).toMatchObject({[key]: value});
		}
	});
});

describe('swarm unlock', () => {
	const state = (LocalNodeState: string): Answers => ({'GET /info': json({Swarm: {LocalNodeState}})});
	it.each([
		['too-many-args', 'foo', {}, 'accepts no arguments'],
		['is-not-part-of-a-swarm', '', state('inactive'), 'This node is not part of a swarm'],
		['is-not-locked', '', state('active'), 'Error: swarm is not locked'],
		[
			'unlockrequest-failed',
			'',
			{...state('locked'), ...failing('POST /swarm/unlock', 'error unlocking the swarm')},
			'error unlocking the swarm',
		],
	])('%s', async (_name, args, answers, message) => {
		expect(await errorOf(`swarm unlock ${args}`, answers, {stdin: 'unlockKey'})).toContain(message);
	});

	it('unlock', async () => {
		const {exitCode, sent} = await tryLine('swarm unlock', state('locked'), {stdin: 'unlockKey'});
		expect({exitCode, sent}).toEqual({exitCode: 0, sent: {'POST /swarm/unlock': {UnlockKey: 'unlockKey'}}});
	});
});

describe('swarm unlock-key', () => {
	const auto: Answers = {'GET /swarm': json(autolocked())};
	it.each([
		['too-many-args', 'foo', {}, 'accepts no arguments'],
		[
			'swarm-inspect-rotate-failed',
			'--rotate',
			failing('GET /swarm', 'error inspecting the swarm'),
			'error inspecting the swarm',
		],
		['swarm-rotate-no-autolock-failed', '--rotate', {}, 'cannot rotate because autolock is not turned on'],
		[
			'swarm-update-failed',
			'--rotate',
			{...auto, ...failing('POST /swarm/update', 'error updating the swarm')},
			'error updating the swarm',
		],
		[
			'swarm-get-unlock-key-failed',
			'',
			failing('GET /swarm/unlockkey', 'error getting unlock key'),
			'error getting unlock key',
		],
		['swarm-no-unlock-key-failed', '', {}, 'no unlock key is set'],
	])('%s', async (_name, args, answers, message) => {
		expect(await errorOf(`swarm unlock-key ${args}`, answers)).toContain(message);
	});

	it.each([
		['unlock-key', '', unlockBlock],
		['unlock-key-quiet', '--quiet', 'unlock-key\n'],
		['unlock-key-rotate', '--rotate', `Successfully rotated manager unlock key.\n${unlockBlock}`],
		['unlock-key-rotate-quiet', '--rotate --quiet', 'unlock-key\n'],
	])('%s', async (_name, args, output) => {
		expect((await tryLine(`swarm unlock-key ${args}`, {...auto, ...unlockKey})).stdout).toBe(output);
	});
});

describe('kinds of flags', () => {
	const listen = async (value: string) =>
		(await tryLine(`swarm init --listen-addr='${value}'`)).sent['POST /swarm/init'] as {ListenAddr: string};
	it.each([
		[':4545', '0.0.0.0:4545'],
		['newhost', 'newhost:2377'],
		['newhost:5555', 'newhost:5555'],
		['::1', '[::1]:2377'],
		['', '0.0.0.0:2377'],
	])('the listening address %s', async (value, shown) => {
		expect((await listen(value)).ListenAddr).toBe(shown);
	});

	it.each([['http://localhost:4545', 'invalid proto, expected tcp: http://localhost:4545']])(
		'refuses the listening address %s',
		async (value, message) => {
			expect(await errorOf(`swarm init --listen-addr=${value}`)).toContain(message);
		},
	);

	it.each([
		["''", 'EOF'],
		['anything', "invalid field 'anything' must be a key=value pair"],
		['foo=bar', 'the external-ca option needs a protocol= parameter'],
		['protocol=baz', 'unrecognized external CA protocol baz'],
		['protocol=cfssl', 'the external-ca option needs a url= parameter'],
	])('refuses the external CA %s', async (value, message) => {
		expect(await errorOf(`swarm init --external-ca ${value}`)).toContain(message);
	});

	it.each([
		['protocol=cfssl,url=anything', {URL: 'anything', Options: {}}],
		['protocol=CFSSL,url=anything', {URL: 'anything', Options: {}}],
		['protocol=Cfssl,url=https://example.com', {URL: 'https://example.com', Options: {}}],
		['protocol=Cfssl,url=https://example.com,foo=bar', {URL: 'https://example.com', Options: {foo: 'bar'}}],
		['protocol=Cfssl,url=https://example.com,foo=bar,foo=baz', {URL: 'https://example.com', Options: {foo: 'baz'}}],
	])('takes the external CA %s', async (value, expected) => {
		const {sent} = await tryLine(`swarm init --external-ca ${value}`);
		const {Options, ...rest} = expected;
		const ca = {Protocol: 'cfssl', ...rest, ...(Object.keys(Options).length > 0 ? {Options} : {})};
		expect(sent['POST /swarm/init']).toMatchObject({Spec: {CAConfig: {ExternalCAs: [ca]}}});
	});

	it('takes several external CAs', async () => {
		const {sent} = await tryLine(
			'swarm init --external-ca protocol=cfssl,url=https://example.com --external-ca protocol=CFSSL,url=anything',
		);
		expect(sent['POST /swarm/init']).toMatchObject({
			Spec: {CAConfig: {ExternalCAs: [{URL: 'https://example.com'}, {URL: 'anything'}]}},
		});
	});
});

it('a node without a manager shows no join command', async () => {
	const {stdout} = await tryLine('swarm join-token worker', {
		'GET /nodes/*': json(node()),
		'GET /info': json({Swarm: {NodeID: 'nodeID'}}),
	});
	expect(stdout).toBe('');
});
