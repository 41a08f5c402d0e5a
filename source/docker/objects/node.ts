import {
	boolType,
	embedded,
	field,
	int64Type,
	namedType,
	pointerTo,
	sliceOf,
	stringType,
	structType,
} from '../go/type.ts';
import {annotationsType, metaType, stringMapType, type TlsInfo, tlsInfoType, type Version} from './meta.ts';

export const nodeSpecType = structType('swarm.NodeSpec', [
	embedded(annotationsType),
	field('Role', namedType('swarm.NodeRole', stringType), ',omitempty'),
	field('Availability', namedType('swarm.NodeAvailability', stringType), ',omitempty'),
]);

const platformType = structType('swarm.Platform', [
	field('Architecture', stringType, ',omitempty'),
	field('OS', stringType, ',omitempty'),
]);

export const genericResourceType = structType('swarm.GenericResource', [
	field(
		'NamedResourceSpec',
		pointerTo(
			structType('swarm.NamedGenericResource', [
				field('Kind', stringType, ',omitempty'),
				field('Value', stringType, ',omitempty'),
			]),
		),
		',omitempty',
	),
	field(
		'DiscreteResourceSpec',
		pointerTo(
			structType('swarm.DiscreteGenericResource', [
				field('Kind', stringType, ',omitempty'),
				field('Value', int64Type, ',omitempty'),
			]),
		),
		',omitempty',
	),
]);

const resourcesType = structType('swarm.Resources', [
	field('NanoCPUs', int64Type, ',omitempty'),
	field('MemoryBytes', int64Type, ',omitempty'),
	field('GenericResources', sliceOf(genericResourceType), ',omitempty'),
]);

const pluginType = structType('swarm.PluginDescription', [
	field('Type', stringType, ',omitempty'),
	field('Name', stringType, ',omitempty'),
]);

const engineType = structType('swarm.EngineDescription', [
	field('EngineVersion', stringType, ',omitempty'),
	field('Labels', stringMapType, ',omitempty'),
	field('Plugins', sliceOf(pluginType), ',omitempty'),
]);

const topologyType = structType('swarm.Topology', [field('Segments', stringMapType, ',omitempty')]);

const csiInfoType = structType('swarm.NodeCSIInfo', [
	field('PluginName', stringType, ',omitempty'),
	field('NodeID', stringType, ',omitempty'),
	field('MaxVolumesPerNode', int64Type, ',omitempty'),
	field('AccessibleTopology', pointerTo(topologyType), ',omitempty'),
]);

const descriptionType = structType('swarm.NodeDescription', [
	field('Hostname', stringType, ',omitempty'),
	field('Platform', platformType, ',omitempty'),
	field('Resources', resourcesType, ',omitempty'),
	field('Engine', engineType, ',omitempty'),
	field('TLSInfo', tlsInfoType, ',omitempty'),
	field('CSIInfo', sliceOf(csiInfoType), ',omitempty'),
]);

const statusType = structType('swarm.NodeStatus', [
	field('State', namedType('swarm.NodeState', stringType), ',omitempty'),
	field('Message', stringType, ',omitempty'),
	field('Addr', stringType, ',omitempty'),
]);

const managerStatusType = structType('swarm.ManagerStatus', [
	field('Leader', boolType, ',omitempty'),
	field('Reachability', namedType('swarm.Reachability', stringType), ',omitempty'),
	field('Addr', stringType, ',omitempty'),
]);

export const nodeType = structType('swarm.Node', [
	field('ID', stringType),
	embedded(metaType),
	field('Spec', nodeSpecType, ',omitempty'),
	field('Description', descriptionType, ',omitempty'),
	field('Status', statusType, ',omitempty'),
	field('ManagerStatus', pointerTo(managerStatusType), ',omitempty'),
]);

export type NodeSpec = {
	readonly Name?: string;
	readonly Labels?: Readonly<Record<string, string>> | null;
	readonly Role?: string;
	readonly Availability?: string;
};

export type Node = {
	readonly ID: string;
	readonly Version?: Version;
	/** RFC 3339. */
	readonly CreatedAt?: string;
	readonly Spec: NodeSpec;
	readonly Description?: {
		readonly Hostname?: string;
		readonly Platform?: {readonly Architecture?: string; readonly OS?: string};
		readonly Resources?: {readonly NanoCPUs?: number; readonly MemoryBytes?: number};
		readonly Engine?: {
			readonly EngineVersion?: string;
			readonly Labels?: Readonly<Record<string, string>> | null;
			readonly Plugins?: readonly {readonly Type: string; readonly Name: string}[] | null;
		};
		readonly TLSInfo?: TlsInfo;
	};
	readonly Status?: {readonly State?: string; readonly Message?: string; readonly Addr?: string};
	readonly ManagerStatus?: {readonly Leader?: boolean; readonly Reachability?: string; readonly Addr?: string} | null;
};
