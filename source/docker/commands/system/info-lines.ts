import {bytesSize} from '../../go/units.ts';
import type {Info} from '../../objects/info.ts';
import {swarmLines} from './swarm-lines.ts';

/** The part of `docker info` about the engine, below `Server:`. */
export function infoLines(info: Info): string[] {
	return [
		` Containers: ${info.Containers ?? 0}`,
		`  Running: ${info.ContainersRunning ?? 0}`,
		`  Paused: ${info.ContainersPaused ?? 0}`,
		`  Stopped: ${info.ContainersStopped ?? 0}`,
		` Images: ${info.Images ?? 0}`,
		...optional('Server Version', info.ServerVersion),
		...optional('Storage Driver', info.Driver),
		...(info.DriverStatus ?? []).map(([key, value]) => `  ${key}: ${value}`),
		...optional('Logging Driver', info.LoggingDriver),
		...optional('Cgroup Driver', info.CgroupDriver),
		...optional('Cgroup Version', info.CgroupVersion),
		...pluginLines(info.Plugins),
		...block('CDI spec directories', info.CDISpecDirs ?? []),
		...block(
			'Discovered Devices',
			(info.DiscoveredDevices ?? []).map(({Source, ID}) => `${Source}: ${ID}`),
		),
		...swarmLines(info.Swarm ?? {}),
		...runtimeLines(info),
		...(info.OSType === 'linux' ? linuxLines(info) : []),
		...machineLines(info),
		...settingLines(info),
		'',
	];
}

function optional(label: string, value: string | undefined): string[] {
	return value ? [` ${label}: ${value}`] : [];
}

function block(title: string, lines: readonly string[]): string[] {
	return lines.length > 0 ? [` ${title}:`, ...lines.map(line => `  ${line}`)] : [];
}

function pluginLines(plugins: Info['Plugins']): string[] {
	const list = (name: 'Volume' | 'Network' | 'Authorization' | 'Log') => (plugins?.[name] ?? []).join(' ');
	const authorization = list('Authorization');
	return [
		' Plugins:',
		`  Volume: ${list('Volume')}`,
		`  Network: ${list('Network')}`,
		...(authorization ? [`  Authorization: ${authorization}`] : []),
		`  Log: ${list('Log')}`,
	];
}

/** Docker names the runtimes in no order at all. */
function runtimeLines({Runtimes, DefaultRuntime = ''}: Info): string[] {
	const names = Object.keys(Runtimes ?? {});
	if (names.length === 0) return [];
	return [` Runtimes: ${names.toSorted().join(' ')}`, ` Default Runtime: ${DefaultRuntime}`];
}

function linuxLines(info: Info): string[] {
	return [
		` Init Binary: ${info.InitBinary ?? ''}`,
		` containerd version: ${info.ContainerdCommit?.ID ?? ''}`,
		` runc version: ${info.RuncCommit?.ID ?? ''}`,
		` init version: ${info.InitCommit?.ID ?? ''}`,
		...securityLines(info.SecurityOptions ?? []),
	];
}

/** `name=seccomp,profile=builtin`, or a bare name as engines once wrote it. */
function securityLines(options: readonly string[]): string[] {
	const lines = options.flatMap(option => {
		if (!option.includes('=')) return [`  ${option}`];
		const pairs = option.split(',').map(pair => pair.split('='));
		const values = (key: string) => pairs.filter(([name]) => name === key).map(([, value]) => value ?? '');
		return [...values('name').map(name => `  ${name}`), ...values('profile').map(profile => `   Profile: ${profile}`)];
	});
	return lines.length > 0 ? [' Security Options:', ...lines] : [];
}

function machineLines(info: Info): string[] {
	return [
		...optional('Kernel Version', info.KernelVersion),
		...optional('Operating System', info.OperatingSystem),
		...optional('OSType', info.OSType),
		...optional('Architecture', info.Architecture),
		` CPUs: ${info.NCPU ?? 0}`,
		` Total Memory: ${bytesSize(info.MemTotal ?? 0)}`,
		...optional('Name', info.Name),
		...optional('ID', info.ID),
		` Docker Root Dir: ${info.DockerRootDir ?? ''}`,
		` Debug Mode: ${info.Debug ?? false}`,
		...(info.Debug ? debugLines(info) : []),
	];
}

function debugLines({NFd = 0, NGoroutines = 0, SystemTime = '', NEventsListener = 0}: Info): string[] {
	return [
		`  File Descriptors: ${NFd}`,
		`  Goroutines: ${NGoroutines}`,
		`  System Time: ${SystemTime}`,
		`  EventsListeners: ${NEventsListener}`,
	];
}

function settingLines(info: Info): string[] {
	const {IndexConfigs, InsecureRegistryCIDRs, Mirrors} = info.RegistryConfig ?? {};
	const insecure = Object.values(IndexConfigs ?? {}).filter(({Secure}) => !Secure);
	return [
		...optional('HTTP Proxy', info.HttpProxy),
		...optional('HTTPS Proxy', info.HttpsProxy),
		...optional('No Proxy', info.NoProxy),
		...block('Labels', info.Labels ?? []),
		` Experimental: ${info.ExperimentalBuild ?? false}`,
		...block('Insecure Registries', [...insecure.map(({Name}) => Name), ...(InsecureRegistryCIDRs ?? [])]),
		...block('Registry Mirrors', Mirrors ?? []),
		` Live Restore Enabled: ${info.LiveRestoreEnabled ?? false}`,
		...optional('Product License', info.ProductLicense),
		...block(
			'Default Address Pools',
			(info.DefaultAddressPools ?? []).map(({Base, Size}) => ` Base: ${Base}, Size: ${Size}`),
		),
	];
}
