import {formatTime} from '../api/response.ts';
import type {ListedNode} from '../swarm/control.ts';
import type {ClusterObject, Meta, NetworkObject, NodeDescription, TlsInfo} from '../swarm/objects.ts';
import {targetOf, tlsInfo} from '../swarm/root-ca.ts';
import {goMap} from './go-map.ts';
import {showSpec} from './spec.ts';

/** The store's objects as the Engine API shows them, fields in Docker's order. */
const showMeta = (meta: Meta) => ({
	Version: {Index: meta.version},
	CreatedAt: formatTime(meta.createdAt),
	UpdatedAt: formatTime(meta.updatedAt),
});

const showTlsInfo = (info: TlsInfo) => ({
	TrustRoot: info.trustRoot,
	CertIssuerSubject: info.certIssuerSubject,
	CertIssuerPublicKey: info.certIssuerPublicKey,
});

export const showCluster = (cluster: ClusterObject) => ({
	ID: cluster.id,
	...showMeta(cluster.meta),
	Spec: showSpec(cluster.spec),
	TLSInfo: showTlsInfo(tlsInfo(cluster.rootCa.certificate, targetOf(cluster.rootCa))),
	RootRotationInProgress: cluster.rootCa.rotation !== undefined,
	DefaultAddrPool: cluster.defaultAddressPool.length > 0 ? cluster.defaultAddressPool : null,
	SubnetSize: cluster.subnetSize,
	DataPathPort: cluster.dataPathPort,
});

export const showSwarm = (cluster: ClusterObject) => ({
	...showCluster(cluster),
	JoinTokens: {Worker: cluster.rootCa.tokens.worker, Manager: cluster.rootCa.tokens.manager},
});

const showDescription = ({hostname, platform, resources, engine, tlsInfo}: NodeDescription) => ({
	Hostname: hostname,
	Platform: {Architecture: platform.architecture, OS: platform.os},
	Resources: {NanoCPUs: resources.nanoCpus, MemoryBytes: resources.memoryBytes},
	Engine: {
		EngineVersion: engine.engineVersion,
		...(Object.keys(engine.labels).length > 0 ? {Labels: goMap(engine.labels)} : {}),
		Plugins: engine.plugins.map(({type, name}) => ({Type: type, Name: name})),
	},
	TLSInfo: showTlsInfo(tlsInfo),
});

export const showNode = (node: ListedNode) => ({
	ID: node.id,
	...showMeta(node.meta),
	Spec: {
		...(node.spec.name ? {Name: node.spec.name} : {}),
		Labels: goMap(node.spec.labels),
		Role: node.spec.desiredRole,
		Availability: node.spec.availability,
	},
	Description: node.description
		? showDescription(node.description)
		: {Platform: {}, Resources: {}, Engine: {}, TLSInfo: {}},
	Status: {
		State: node.status.state,
		...(node.status.message ? {Message: node.status.message} : {}),
		...(node.status.addr ? {Addr: node.status.addr} : {}),
	},
	...(node.managerStatus
		? {
				ManagerStatus: {
					...(node.managerStatus.isLeader ? {Leader: true} : {}),
					Reachability: node.managerStatus.reachability,
					Addr: node.managerStatus.addr,
				},
			}
		: {}),
});

/** A network without its subnets has no driver either, as far as anybody can see. */
export const showNetwork = (network: NetworkObject) => {
	const {allocation, driver, ipam} = network;
	return {
		Name: network.name,
		Id: network.id,
		Created: formatTime(network.meta.createdAt),
		Scope: 'swarm',
		Driver: allocation ? driver.name : '',
		EnableIPv4: true,
		EnableIPv6: network.hasIpv6,
		IPAM: {
			Driver: allocation ? ipam.driver : '',
			Options: allocation && ipam.options ? goMap({...ipam.options, 'com.docker.network.ipam.serial': 'true'}) : null,
			Config:
				allocation?.configs.map(config => ({
					Subnet: config.subnet,
					...(config.range ? {IPRange: config.range} : {}),
					Gateway: config.gateway,
				})) ?? null,
		},
		Internal: network.isInternal,
		Attachable: network.isAttachable,
		Ingress: network.isIngress,
		ConfigFrom: {Network: network.configFrom},
		ConfigOnly: false,
		Containers: null,
		Options: allocation
			? goMap({...driver.options, 'com.docker.network.driver.overlay.vxlanid_list': allocation.vxlanIds.join(',')})
			: null,
		Labels: network.labels ? goMap(network.labels) : null,
	};
};
