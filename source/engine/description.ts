import {engineVersion} from '../api/response.ts';
import type {NodeDescription} from '../swarm/objects.ts';

/** What every simulated machine is made of: two processors, two gibibytes, Docker's usual plugins. */
export const processors = 2;
export const memoryBytes = 2_097_356_800;
export const kernelVersion = '6.12.0';
export const operatingSystem = 'Debian GNU/Linux 13 (trixie)';

export const logDrivers = ['awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'];
export const networkDrivers = ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'];
export const volumeDrivers = ['local'];

export const describeEngine = (hostname: string): Omit<NodeDescription, 'tlsInfo'> => ({
	hostname,
	platform: {architecture: 'x86_64', os: 'linux'},
	resources: {nanoCpus: processors * 1e9, memoryBytes},
	engine: {
		engineVersion,
		labels: {},
		plugins: [
			...logDrivers.map(name => ({type: 'Log', name})),
			...networkDrivers.map(name => ({type: 'Network', name})),
			...volumeDrivers.map(name => ({type: 'Volume', name})),
		],
	},
});
