import {describe, expect, it} from 'vitest';
import {type Answers, error, errorOf, json, tryLine} from './fake-engine.ts';

/** Docker's own published cases of its network commands: case, input, expected outcome. (cli/command/network) */

const failing = (route: string, message: string): Answers => ({[route]: error(message)});

describe('network create', () => {
	it.each([
		['', {}, 'requires 1 argument'],
		['toto', failing('POST /networks/create', 'error creating network'), 'error creating network'],
		[
			'--ip-range=255.255.0.0/24 --gateway=255.0.255.0/24 --subnet=10.1.2.0.30.50 toto',
			{},
			'invalid CIDR address: 10.1.2.0.30.50',
		],
		[
			'--ip-range=255.255.0.0.30/24 --gateway=255.0.255.0/24 --subnet=255.0.0.0/24 toto',
			{},
			'invalid CIDR address: 255.255.0.0.30/24',
		],
		[
			'--gateway=192.168.0.1/24 --ip-range=192.168.83.1-192.168.83.254 --subnet=192.168.80.0/20 toto',
			{},
			'invalid CIDR address: 192.168.83.1-192.168.83.254',
		],
		['--gateway=255.0.0.0/24 toto', {}, 'every ip-range or gateway must have a corresponding subnet'],
		['--ip-range=255.0.0.0/24 toto', {}, 'every ip-range or gateway must have a corresponding subnet'],
		[
			'--ip-range=255.0.0.0/24 --gateway=255.0.0.0/24 toto',
			{},
			'every ip-range or gateway must have a corresponding subnet',
		],
		[
			'--subnet=10.1.2.0/23,10.1.3.248/30 --ip-range=10.1.2.0/24 --gateway=10.1.2.1 toto',
			{},
			'multiple overlapping subnet configuration is not supported',
		],
		[
			'--ip-range=192.168.1.0/24,192.168.1.200/24 --gateway=192.168.1.1,192.168.1.4 --subnet=192.168.2.0/24,192.168.1.250/24 toto',
			{},
			'cannot configure multiple ranges (192.168.1.200/24, 192.168.1.0/24) on the same subnet (192.168.1.250/24)',
		],
		[
			'--ip-range=255.255.200.0/24,255.255.120.0/24 --gateway=255.0.255.0/24 --subnet=255.255.255.0/24,255.255.0.255/24 toto',
			{},
			'no matching subnet for range 255.255.200.0/24',
		],
		[
			'--gateway=192.168.1.1,192.168.1.4 --subnet=192.168.2.0/24,192.168.1.250/24 toto',
			{},
			'cannot configure multiple gateways (192.168.1.4, 192.168.1.1) for the same subnet (192.168.1.250/24)',
		],
		[
			'--ip-range=192.168.1.0/24 --gateway=192.168.1.1,192.168.4.1 --subnet=192.168.2.0/24,192.168.1.250/24 toto',
			{},
			'no matching subnet for gateway 192.168.4.1',
		],
		[
			'--gateway=255.255.0.1/24 --subnet=255.255.0.0/24 --aux-address 255.255.0.30/24=192.168.0.1 toto',
			{},
			'no matching subnet for aux-address',
		],
	])('fails for "%s"', async (args, answers, message) => {
		expect(await errorOf(`network create ${args}`, answers)).toContain(message);
	});

	it('with flags', async () => {
		const answers = {'POST /networks/create': json({Id: 'banana'})};
		const line =
			'network create banana -d foo --ip-range 192.168.4.0/24 --gateway 192.168.4.1/24 --subnet 192.168.4.0/24';
		const {stdout, sent} = await tryLine(line, answers);
		expect(stdout).toBe('banana\n');
		expect(sent['POST /networks/create']).toMatchObject({
			Name: 'banana',
			Driver: 'foo',
			IPAM: {Config: [{Subnet: '192.168.4.0/24', IPRange: '192.168.4.0/24', Gateway: '192.168.4.1/24'}]},
		});
	});

	it.each([
		['4', '', undefined],
		['4', '--ipv4=true', true],
		['4', '--ipv4', true],
		['4', '--ipv4=false', false],
		['6', '', undefined],
		['6', '--ipv6=true', true],
		['6', '--ipv6', true],
		['6', '--ipv6=false', false],
	])('IPv%s with "%s"', async (version, flag, expected) => {
		const {sent} = await tryLine(`network create ${flag} banana`, {'POST /networks/create': json({Id: 'banana'})});
		expect((sent['POST /networks/create'] as Record<string, unknown>)[`EnableIPv${version}`]).toBe(expected);
	});
});

describe('network ls', () => {
	const networks: Answers = {
		'GET /networks': json([
			{
				Id: 'networkID1',
				Name: 'foobar_baz',
				Driver: 'foo',
				Scope: 'local',
				Created: '2016-01-01T00:00:00Z',
				EnableIPv4: true,
			},
			{
				Id: 'networkID2',
				Name: 'foobar_bar',
				Driver: 'bar',
				Scope: 'local',
				Created: '2017-01-01T00:00:00Z',
				EnableIPv4: true,
				EnableIPv6: true,
				Labels: {label1: 'value1'},
			},
		]),
	};

	it.each([
		['{{InvalidFunction}}', 'template parsing error: template: :1: function "InvalidFunction" not defined'],
		['{{nil}}', 'template parsing error: template: :1:2: executing "" at <nil>: nil is not a command'],
	])('fails at %s', async (format, message) => {
		expect(await errorOf(`network ls --format '${format}'`, networks)).toBe(message);
	});

	it.each([
		[
			'',
			'NETWORK ID   NAME         DRIVER    SCOPE\nnetworkID2   foobar_bar   bar       local\nnetworkID1   foobar_baz   foo       local\n',
		],
		['-q', 'networkID2\nnetworkID1\n'],
		["--format 'table {{.Name}}'", 'NAME\nfoobar_bar\nfoobar_baz\n'],
		["-q --format 'table {{.Name}}'", 'NAME\nfoobar_bar\nfoobar_baz\n'],
		[
			'--format raw',
			'network_id: networkID2\nname: foobar_bar\ndriver: bar\nscope: local\n\nnetwork_id: networkID1\nname: foobar_baz\ndriver: foo\nscope: local\n\n',
		],
		['--format raw -q', 'network_id: networkID2\nnetwork_id: networkID1\n'],
		["--format '{{.Name}}'", 'foobar_bar\nfoobar_baz\n'],
		[
			"--format '{{.Name}} {{.CreatedAt}}'",
			'foobar_bar 2017-01-01 00:00:00 +0000 UTC\nfoobar_baz 2016-01-01 00:00:00 +0000 UTC\n',
		],
		[
			'--format \'{{.IPv4}} {{.IPv6}} {{.Internal}} {{.Labels}} {{.Label "label1"}}\'',
			'true true false label1=value1 value1\ntrue false false  \n',
		],
		["--format '{{json .ID}}'", '"networkID2"\n"networkID1"\n'],
	])('prints by "%s"', async (flags, output) => {
		expect((await tryLine(`network ls ${flags}`, networks)).stdout).toBe(output);
	});

	it('prints JSON', async () => {
		const {stdout} = await tryLine('network ls --format json', networks);
		expect(stdout.split('\n')[0]).toBe(
			'{"CreatedAt":"2017-01-01 00:00:00 +0000 UTC","Driver":"bar","ID":"networkID2","IPv4":"true","IPv6":"true","Internal":"false","Labels":"label1=value1","Name":"foobar_bar","Scope":"local"}',
		);
	});

	it('fails as the engine does', async () => {
		expect(await errorOf('network ls', failing('GET /networks', 'error creating network'))).toBe(
			'error creating network',
		);
	});

	it('hands filters on', async () => {
		const answers = {
			'GET /networks': json([
				{Id: '123454321', Name: 'network_1', Driver: '09.7.01', Scope: 'global', Created: '0001-01-01T00:00:00Z'},
			]),
		};
		const {stdout, requests} = await tryLine('network ls --filter image.name=ubuntu', answers);
		expect(requests[0]?.query).toEqual({filters: '{"image.name":{"ubuntu":true}}'});
		expect(stdout).toBe('NETWORK ID   NAME        DRIVER    SCOPE\n123454321    network_1   09.7.01   global\n');
	});

	it('sorts numbers in names as numbers', async () => {
		const all = ['network-2-foo', 'network-1-foo', 'network-10-foo'].map(Name => ({
			Id: Name,
			Name,
			Created: '0001-01-01T00:00:00Z',
		}));
		expect((await tryLine("network ls --format '{{ .Name }}'", {'GET /networks': json(all)})).stdout).toBe(
			'network-1-foo\nnetwork-2-foo\nnetwork-10-foo\n',
		);
	});
});

describe('network rm', () => {
	const missing = {status: 404, message: 'no such network: no-such-network'};
	/** One network is there, one is not, one is in use. */
	const run = async (args: string) => {
		const {runDocker, words} = await import('../run.ts');
		const headers = {'Content-Type': 'application/json', 'Api-Version': '1.50'};
		const transport = async ({method, path}: {method: string; path: string}) => {
			const refuse = (status: number, message: string) => ({status, headers, body: JSON.stringify({message})});
			if (path.endsWith('no-such-network')) return refuse(missing.status, missing.message);
			if (method === 'DELETE' && path.endsWith('in-use-network')) return refuse(403, 'network is in use');
			return {status: 200, headers, body: '{}'};
		};
		return runDocker(words(`network rm ${args}`), {transport});
	};
	const absent = 'Error response from daemon: no such network: no-such-network\nexit status 1\n';
	const inUse = 'Error response from daemon: network is in use\nexit status 1\n';
	it.each([
		['existing-network', 0, 'existing-network\n', ''],
		['--force existing-network', 0, 'existing-network\n', ''],
		['no-such-network', 1, '', absent],
		['--force no-such-network', 0, '', ''],
		['in-use-network', 1, '', inUse],
		['--force in-use-network', 1, '', inUse],
		['existing-network no-such-network', 1, 'existing-network\n', absent],
		['--force existing-network no-such-network', 0, 'existing-network\n', ''],
		['--force existing-network in-use-network no-such-network', 1, 'existing-network\n', inUse],
	])('%s', async (args, exitCode, stdout, stderr) => {
		expect(await run(args)).toEqual({exitCode, stdout, stderr});
	});
});

it.each([
	['network rm mynetwork', {'GET /networks/*': json({Ingress: true})}],
	['network prune', {}],
])('an interrupted question ends "docker %s"', async (line, answers) => {
	const abort = new AbortController();
	abort.abort();
	const {requests} = await tryLine(line, answers, {signal: abort.signal});
	expect(requests.filter(({method}) => method !== 'GET')).toEqual([]);
});

describe.each(['connect', 'disconnect'])('network %s', verb => {
	it('wants two arguments', async () => expect(await errorOf(`network ${verb}`)).toContain('requires 2 arguments'));
	it('fails as the engine does', async () => {
		expect(await errorOf(`network ${verb} toto titi`, {[`POST /networks/toto/${verb}`]: error('error')})).toBe('error');
	});
});

it('network connect with flags', async () => {
	const line =
		'network connect --driver-opt driver1=value1 --driver-opt driver2=value2 --ip 192.168.4.1 --ip6 fdef:f401:8da0:1234::5678 ' +
		'--link-local-ip 169.254.42.42 --gw-priority 100 --alias a1 --link c1 mynet myc';
	const {sent} = await tryLine(line);
	expect(sent['POST /networks/mynet/connect']).toMatchObject({
		Container: 'myc',
		EndpointConfig: {
			IPAMConfig: {
				IPv4Address: '192.168.4.1',
				IPv6Address: 'fdef:f401:8da0:1234::5678',
				LinkLocalIPs: ['169.254.42.42'],
			},
			Links: ['c1'],
			Aliases: ['a1'],
			DriverOpts: {driver1: 'value1', driver2: 'value2'},
			GwPriority: 100,
		},
	});
});
