import {timeType} from '../go/time.ts';
import {boolType, embedded, field, intType, mapOf, pointerTo, sliceOf, stringType, structType} from '../go/type.ts';
import {stringMapType} from './meta.ts';

const ipamConfigType = structType('network.IPAMConfig', [
	field('Subnet', stringType, ',omitempty'),
	field('IPRange', stringType, ',omitempty'),
	field('Gateway', stringType, ',omitempty'),
	field('AuxAddress', stringMapType, 'AuxiliaryAddresses,omitempty'),
]);

const ipamType = structType('network.IPAM', [
	field('Driver', stringType),
	field('Options', stringMapType),
	field('Config', sliceOf(ipamConfigType)),
]);

const endpointType = structType('network.EndpointResource', [
	field('Name', stringType),
	field('EndpointID', stringType),
	field('MacAddress', stringType),
	field('IPv4Address', stringType),
	field('IPv6Address', stringType),
]);

const configReferenceType = structType('network.ConfigReference', [field('Network', stringType)]);

const peerType = structType('network.PeerInfo', [field('Name', stringType), field('IP', stringType)]);

const taskType = structType('network.Task', [
	field('Name', stringType),
	field('EndpointID', stringType),
	field('EndpointIP', stringType),
	field('Info', stringMapType),
]);

const serviceType = structType('network.ServiceInfo', [
	field('VIP', stringType),
	field('Ports', sliceOf(stringType)),
	field('LocalLBIndex', intType),
	field('Tasks', sliceOf(taskType)),
]);

export const networkType = structType('network.Inspect', [
	field('Name', stringType),
	field('ID', stringType, 'Id'),
	field('Created', timeType),
	field('Scope', stringType),
	field('Driver', stringType),
	field('EnableIPv4', boolType),
	field('EnableIPv6', boolType),
	field('IPAM', ipamType),
	field('Internal', boolType),
	field('Attachable', boolType),
	field('Ingress', boolType),
	field('ConfigFrom', configReferenceType),
	field('ConfigOnly', boolType),
	field('Containers', mapOf(endpointType)),
	field('Options', stringMapType),
	field('Labels', stringMapType),
	field('Peers', sliceOf(peerType), ',omitempty'),
	field('Services', mapOf(serviceType), ',omitempty'),
]);

const createOptionsType = structType('network.CreateOptions', [
	field('Driver', stringType),
	field('Scope', stringType),
	field('EnableIPv4', pointerTo(boolType), ',omitempty'),
	field('EnableIPv6', pointerTo(boolType), ',omitempty'),
	field('IPAM', pointerTo(ipamType)),
	field('Internal', boolType),
	field('Attachable', boolType),
	field('Ingress', boolType),
	field('ConfigOnly', boolType),
	field('ConfigFrom', pointerTo(configReferenceType)),
	field('Options', stringMapType),
	field('Labels', stringMapType),
]);

export const createRequestType = structType('network.CreateRequest', [
	embedded(createOptionsType),
	field('Name', stringType),
	field('CheckDuplicate', pointerTo(boolType), ',omitempty'),
]);

const endpointIpamType = structType('network.EndpointIPAMConfig', [
	field('IPv4Address', stringType, ',omitempty'),
	field('IPv6Address', stringType, ',omitempty'),
	field('LinkLocalIPs', sliceOf(stringType), ',omitempty'),
]);

const endpointSettingsType = structType('network.EndpointSettings', [
	field('IPAMConfig', pointerTo(endpointIpamType)),
	field('Links', sliceOf(stringType)),
	field('Aliases', sliceOf(stringType)),
	field('MacAddress', stringType),
	field('DriverOpts', stringMapType),
	field('GwPriority', intType),
	field('NetworkID', stringType),
	field('EndpointID', stringType),
	field('Gateway', stringType),
	field('IPAddress', stringType),
	field('IPPrefixLen', intType),
	field('IPv6Gateway', stringType),
	field('GlobalIPv6Address', stringType),
	field('GlobalIPv6PrefixLen', intType),
	field('DNSNames', sliceOf(stringType)),
]);

export const connectRequestType = structType('network.ConnectOptions', [
	field('Container', stringType),
	field('EndpointConfig', pointerTo(endpointSettingsType), ',omitempty'),
]);

export const disconnectRequestType = structType('network.DisconnectOptions', [
	field('Container', stringType),
	field('Force', boolType),
]);

export type Network = {
	readonly Name: string;
	readonly Id: string;
	/** RFC 3339. */
	readonly Created?: string;
	readonly Scope?: string;
	readonly Driver?: string;
	readonly EnableIPv4?: boolean;
	readonly EnableIPv6?: boolean;
	readonly Internal?: boolean;
	readonly Ingress?: boolean;
	readonly Labels?: Readonly<Record<string, string>> | null;
};
