import {marshalJson} from '../go/json.ts';
import {compareBytes} from '../go/sort.ts';
import {
	anyType,
	boolType,
	embedded,
	field,
	int64Type,
	intType,
	mapOf,
	namedType,
	pointerTo,
	sliceOf,
	stringType,
	structType,
} from '../go/type.ts';
import type {StructValue} from '../go/values.ts';
import {stringMapType} from './meta.ts';
import {genericResourceType} from './node.ts';
import {type SwarmInfo, swarmInfoType} from './swarm.ts';

const strings = sliceOf(stringType);
const pairs = sliceOf({...strings, name: '[2]string'});

const pluginsType = structType('system.PluginsInfo', [
	field('Volume', strings),
	field('Network', strings),
	field('Authorization', strings),
	field('Log', strings),
]);

const indexType = structType('registry.IndexInfo', [
	field('Name', stringType),
	field('Mirrors', strings),
	field('Secure', boolType),
	field('Official', boolType),
]);

const shownRegistryKeys = ['IndexConfigs', 'InsecureRegistryCIDRs', 'Mirrors'];

/** In JSON its keys, and those of all that is in it, are in the alphabet's order; those for artifacts are left out. */
const registryType = structType(
	'registry.ServiceConfig',
	[
		field('AllowNondistributableArtifactsCIDRs', strings),
		field('AllowNondistributableArtifactsHostnames', strings),
		field('InsecureRegistryCIDRs', strings),
		field('IndexConfigs', mapOf(pointerTo(indexType))),
		field('Mirrors', strings),
		field('ExtraFields', mapOf(stringType)),
	],
	{
		marshalJson: value => {
			const {type, fields} = value as StructValue;
			const member = (key: string) =>
				sortKeys(marshalJson(fields[type.fields.findIndex(({name}) => name === key)], {escapeHtml: false}));
			return `{${shownRegistryKeys.map(key => `"${key}":${member(key)}`).join(',')}}`;
		},
	},
);

function sortKeys(json: string): string {
	const sort = (_key: string, value: unknown) =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => compareBytes(a, b)))
			: value;
	return JSON.stringify(JSON.parse(json), sort);
}

const runtimeType = structType('system.Runtime', [
	field('Path', stringType, 'path,omitempty'),
	field('Args', strings, 'runtimeArgs,omitempty'),
	field('Type', stringType, 'runtimeType,omitempty'),
	field('Options', mapOf(anyType), 'options,omitempty'),
]);
const runtimeWithStatusType = structType('system.RuntimeWithStatus', [
	embedded(runtimeType),
	field('Status', stringMapType, 'status,omitempty'),
]);

const commitType = structType('system.Commit', [field('ID', stringType), field('Expected', stringType, ',omitempty')]);

const addressPoolType = structType('system.NetworkAddressPool', [field('Base', stringType), field('Size', intType)]);

const firewallType = structType('system.FirewallInfo', [
	field('Driver', stringType),
	field('Info', pairs, ',omitempty'),
]);

const deviceType = structType('system.DeviceInfo', [field('Source', stringType), field('ID', stringType)]);

const containerdType = structType('system.ContainerdInfo', [
	field('Address', stringType, ',omitempty'),
	field(
		'Namespaces',
		structType('system.ContainerdNamespaces', [field('Containers', stringType), field('Plugins', stringType)]),
	),
]);

/** What `GET /info` answers, as Go declares it. */
export const infoType = structType('system.Info', [
	field('ID', stringType),
	...['Containers', 'ContainersRunning', 'ContainersPaused', 'ContainersStopped', 'Images'].map(name =>
		field(name, intType),
	),
	field('Driver', stringType),
	field('DriverStatus', pairs),
	field('SystemStatus', pairs, ',omitempty'),
	field('Plugins', pluginsType),
	field('MemoryLimit', boolType),
	field('SwapLimit', boolType),
	field('KernelMemory', boolType, ',omitempty'),
	field('KernelMemoryTCP', boolType, ',omitempty'),
	field('CPUCfsPeriod', boolType, 'CpuCfsPeriod'),
	field('CPUCfsQuota', boolType, 'CpuCfsQuota'),
	...['CPUShares', 'CPUSet', 'PidsLimit', 'IPv4Forwarding', 'Debug'].map(name => field(name, boolType)),
	field('NFd', intType),
	field('OomKillDisable', boolType),
	field('NGoroutines', intType),
	field('SystemTime', stringType),
	field('LoggingDriver', stringType),
	field('CgroupDriver', stringType),
	field('CgroupVersion', stringType, ',omitempty'),
	field('NEventsListener', intType),
	...['KernelVersion', 'OperatingSystem', 'OSVersion', 'OSType', 'Architecture', 'IndexServerAddress'].map(name =>
		field(name, stringType),
	),
	field('RegistryConfig', pointerTo(registryType)),
	field('NCPU', intType),
	field('MemTotal', int64Type),
	field('GenericResources', sliceOf(genericResourceType)),
	field('DockerRootDir', stringType),
	field('HTTPProxy', stringType, 'HttpProxy'),
	field('HTTPSProxy', stringType, 'HttpsProxy'),
	field('NoProxy', stringType),
	field('Name', stringType),
	field('Labels', strings),
	field('ExperimentalBuild', boolType),
	field('ServerVersion', stringType),
	field('Runtimes', mapOf(runtimeWithStatusType)),
	field('DefaultRuntime', stringType),
	field('Swarm', swarmInfoType),
	field('LiveRestoreEnabled', boolType),
	field('Isolation', namedType('container.Isolation', stringType)),
	field('InitBinary', stringType),
	...['ContainerdCommit', 'RuncCommit', 'InitCommit'].map(name => field(name, commitType)),
	field('SecurityOptions', strings),
	field('ProductLicense', stringType, ',omitempty'),
	field('DefaultAddressPools', sliceOf(addressPoolType), ',omitempty'),
	field('FirewallBackend', pointerTo(firewallType), ',omitempty'),
	field('CDISpecDirs', strings),
	field('DiscoveredDevices', sliceOf(deviceType), ',omitempty'),
	field('Containerd', pointerTo(containerdType), ',omitempty'),
	field('Warnings', strings),
]);

/** The same as JSON, as far as `docker info` prints it. */
export type Info = {
	readonly [Key in
		| 'Containers'
		| 'ContainersRunning'
		| 'ContainersPaused'
		| 'ContainersStopped'
		| 'Images'
		| 'NCPU'
		| 'MemTotal'
		| 'NFd'
		| 'NGoroutines'
		| 'NEventsListener']?: number;
} & {
	readonly [Key in
		| 'ID'
		| 'Name'
		| 'ServerVersion'
		| 'Driver'
		| 'LoggingDriver'
		| 'CgroupDriver'
		| 'CgroupVersion'
		| 'KernelVersion'
		| 'OperatingSystem'
		| 'OSType'
		| 'Architecture'
		| 'DockerRootDir'
		| 'DefaultRuntime'
		| 'InitBinary'
		| 'SystemTime'
		| 'HttpProxy'
		| 'HttpsProxy'
		| 'NoProxy'
		| 'ProductLicense']?: string;
} & {
	readonly [Key in 'Labels' | 'SecurityOptions' | 'CDISpecDirs' | 'Warnings']?: readonly string[] | null;
} & {
	readonly [Key in 'ContainerdCommit' | 'RuncCommit' | 'InitCommit']?: {readonly ID?: string};
} & {
	readonly [Key in 'Debug' | 'ExperimentalBuild' | 'LiveRestoreEnabled']?: boolean;
} & {
	readonly DriverStatus?: readonly (readonly [string, string])[] | null;
	readonly Plugins?: Readonly<Record<'Volume' | 'Network' | 'Authorization' | 'Log', readonly string[] | null>>;
	readonly Runtimes?: Readonly<Record<string, unknown>> | null;
	readonly RegistryConfig?: {
		readonly InsecureRegistryCIDRs?: readonly string[] | null;
		readonly IndexConfigs?: Readonly<Record<string, {readonly Name: string; readonly Secure: boolean}>> | null;
		readonly Mirrors?: readonly string[] | null;
	} | null;
	readonly DefaultAddressPools?: readonly {readonly Base: string; readonly Size: number}[] | null;
	readonly DiscoveredDevices?: readonly {readonly Source: string; readonly ID: string}[] | null;
	readonly Swarm?: SwarmInfo;
};

const platformType = structType('system.platformInfo', [field('Name', stringType, ',omitempty')]);

/** What this client says of itself, in `docker version` and `docker info`. */
export const clientVersionType = structType('system.clientVersion', [
	field('Platform', pointerTo(platformType), ',omitempty'),
	field('Version', stringType, 'Version'),
	field('APIVersion', stringType, 'ApiVersion,omitempty'),
	field('DefaultAPIVersion', stringType, 'DefaultAPIVersion,omitempty'),
	field('GitCommit', stringType, 'GitCommit,omitempty'),
	field('GoVersion', stringType, 'GoVersion,omitempty'),
	field('Os', stringType, 'Os,omitempty'),
	field('Arch', stringType, 'Arch,omitempty'),
	field('BuildTime', stringType, 'BuildTime,omitempty'),
	field('Context', stringType, 'Context'),
]);

const pluginType = structType('manager.Plugin', [field('Name', stringType)]);

export const clientInfoType = structType('system.clientInfo', [
	field('Debug', boolType),
	embedded(clientVersionType),
	field('Plugins', sliceOf(pluginType)),
	field('Warnings', strings),
]);

const clientFields = [
	field('ClientInfo', pointerTo(clientInfoType), ',omitempty'),
	field('ClientErrors', strings, ',omitempty'),
];

/** What of `docker info` there is without asking an engine. */
export const sparseInfoType = structType('system.sparseInfo', clientFields);

/** What `docker info --format` works on: the engine's facts, then the client's. */
export const dockerInfoType = structType('system.dockerInfo', [
	embedded(pointerTo(infoType)),
	field('ServerErrors', strings, ',omitempty'),
	field('UserName', stringType, '-'),
	...clientFields,
]);
