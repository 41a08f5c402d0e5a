import {apiVersion, engineVersion, formatTime, minApiVersion} from '../api/response.ts';
import {splitHostPort} from '../simulation/network.ts';
import {clockOf} from '../simulation/simulation.ts';
import type {ControlView} from '../swarm/control.ts';
import {
	kernelVersion,
	logDrivers,
	memoryBytes,
	networkDrivers,
	operatingSystem,
	processors,
	volumeDrivers,
} from './description.ts';
import type {EngineHost, Sim} from './engine.ts';
import {showCluster} from './show.ts';

const twoManagers = `WARNING: Running Swarm in a two-manager configuration. This configuration provides
         no fault tolerance, and poses a high risk to lose control over the cluster.
         Refer to https://docs.docker.com/engine/swarm/admin_guide/ to configure the
         Swarm for fault-tolerance.`;

export const isControlAvailable = (host: EngineHost): boolean => host.swarm?.manager?.isServing === true;

/** `inactive`, `pending`, `active` or `error`. */
export const localState = (host: EngineHost): string => host.engine.membership?.state ?? 'inactive';

/** The `Swarm` header of a ping: `active/manager` … */
export function pingState(host: EngineHost): string {
	const state = localState(host);
	if (state !== 'active') return state;
	return `active/${isControlAvailable(host) ? 'manager' : 'worker'}`;
}

function nodeAddress(host: EngineHost): string {
	const {membership} = host.engine;
	if (!membership) return '';
	const advertised = splitHostPort(membership.config.advertiseAddress);
	return advertised?.host || membership.localAddress;
}

export const locked =
	'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.';

/** The `Swarm` part of `docker info`: `view` is what the leader answered, `error` why it did not. */
export function showLocalSwarm(host: EngineHost, view: ControlView | undefined, error: string) {
	const {membership} = host.engine;
	const remotes = host.swarm?.remotes ?? [];
	const managers = view?.nodes.filter(node => node.managerStatus).length ?? 0;
	const hasTwo = view && managers === 2;
	return {
		NodeID: host.swarm?.nodeId ?? '',
		NodeAddr: nodeAddress(host),
		LocalNodeState: localState(host),
		ControlAvailable: isControlAvailable(host),
		Error: membership?.state === 'locked' ? locked : membership?.error || error,
		RemoteManagers:
			remotes.length === 0
				? null
				: remotes
						.toSorted((a, b) => (a.nodeId < b.nodeId ? -1 : 1))
						.map(({nodeId, address}) => ({NodeID: nodeId, Addr: address})),
		...(view ? {Nodes: view.nodes.length, Managers: managers, Cluster: showCluster(view.cluster)} : {}),
		...(hasTwo ? {Warnings: [twoManagers]} : {}),
	};
}

const loopbackRegistries = {
	IndexConfigs: {'docker.io': {Mirrors: [], Name: 'docker.io', Official: true, Secure: true}},
	InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
	Mirrors: null,
};

export function showInfo(sim: Sim, host: EngineHost, view: ControlView | undefined, error: string) {
	const swarm = showLocalSwarm(host, view, error);
	return {
		ID: host.engine.id,
		Containers: 0,
		ContainersRunning: 0,
		ContainersPaused: 0,
		ContainersStopped: 0,
		Images: 0,
		Driver: 'vfs',
		DriverStatus: null,
		Plugins: {Volume: volumeDrivers, Network: networkDrivers, Authorization: null, Log: logDrivers},
		MemoryLimit: true,
		SwapLimit: true,
		KernelMemoryTCP: true,
		CpuCfsPeriod: true,
		CpuCfsQuota: true,
		CPUShares: true,
		CPUSet: true,
		PidsLimit: true,
		IPv4Forwarding: true,
		Debug: false,
		NFd: 34,
		OomKillDisable: true,
		NGoroutines: 108,
		SystemTime: formatTime(clockOf(sim, host)),
		LoggingDriver: 'json-file',
		CgroupDriver: 'cgroupfs',
		CgroupVersion: '1',
		NEventsListener: 0,
		KernelVersion: kernelVersion,
		OperatingSystem: operatingSystem,
		OSVersion: '',
		OSType: 'linux',
		Architecture: 'x86_64',
		IndexServerAddress: 'https://index.docker.io/v1/',
		RegistryConfig: loopbackRegistries,
		NCPU: processors,
		MemTotal: memoryBytes,
		GenericResources: null,
		DockerRootDir: '/var/lib/docker',
		HttpProxy: '',
		HttpsProxy: '',
		NoProxy: '',
		Name: host.name,
		Labels: [],
		ExperimentalBuild: false,
		ServerVersion: engineVersion,
		Runtimes: {'io.containerd.runc.v2': {path: 'runc'}, runc: {path: 'runc'}},
		DefaultRuntime: 'runc',
		Swarm: swarm,
		LiveRestoreEnabled: false,
		Isolation: '',
		InitBinary: 'docker-init',
		ContainerdCommit: {ID: ''},
		RuncCommit: {ID: '1.3.6'},
		InitCommit: {ID: ''},
		SecurityOptions: ['name=seccomp,profile=builtin'],
		FirewallBackend: {Driver: 'iptables'},
		CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
		Containerd: {
			Address: '/var/run/docker/containerd/containerd.sock',
			Namespaces: {Containers: 'moby', Plugins: 'plugins.moby'},
		},
		Warnings: swarm.Warnings ?? null,
	};
}

const build = {
	GitCommit: '89c5e8f',
	GoVersion: 'go1.24.8',
	BuildTime: '2025-10-08T12:17:03.000000000+00:00',
};

export const showVersion = () => ({
	Platform: {Name: ''},
	Components: [
		{
			Name: 'Engine',
			Version: engineVersion,
			Details: {
				ApiVersion: apiVersion,
				Arch: 'amd64',
				BuildTime: build.BuildTime,
				Experimental: 'false',
				GitCommit: build.GitCommit,
				GoVersion: build.GoVersion,
				KernelVersion: kernelVersion,
				MinAPIVersion: minApiVersion,
				Os: 'linux',
			},
		},
		{Name: 'containerd', Version: '2.1.9+unknown', Details: {GitCommit: ''}},
		{Name: 'runc', Version: '1.3.6+ds1', Details: {GitCommit: '1.3.6'}},
		{Name: 'docker-init', Version: '0.19.0', Details: {GitCommit: ''}},
	],
	Version: engineVersion,
	ApiVersion: apiVersion,
	MinAPIVersion: minApiVersion,
	GitCommit: build.GitCommit,
	GoVersion: build.GoVersion,
	Os: 'linux',
	Arch: 'amd64',
	KernelVersion: kernelVersion,
	BuildTime: build.BuildTime,
});
