import {formatTime, parseTime} from '../../go/time.ts';
import {bytesSize, prettyPrint} from '../../go/units.ts';
import type {TlsInfo} from '../../objects/meta.ts';
import type {Node} from '../../objects/node.ts';

/** `docker node inspect --pretty`. The blanks before tabs are Docker's. */
export function prettyNode(node: Node): string {
	const {Description, Status, ManagerStatus, Spec} = node;
	const {Platform, Resources, Engine, TLSInfo} = Description ?? {};
	const memory = Resources?.MemoryBytes ?? 0;
	return [
		`ID:\t\t\t${node.ID}`,
		...optional(Spec.Name, name => `Name:\t\t\t${name}`),
		...labels('Labels:', Spec.Labels),
		`Hostname:              \t${Description?.Hostname ?? ''}`,
		`Joined at:             \t${joinedAt(node.CreatedAt)}`,
		'Status:',
		` State:\t\t\t${prettyPrint(Status?.State ?? '')}`,
		...optional(Status?.Message, message => ` Message:              \t${prettyPrint(message)}`),
		` Availability:         \t${prettyPrint(Spec.Availability ?? '')}`,
		...optional(Status?.Addr, address => ` Address:\t\t${address}`),
		...(ManagerStatus ? managerLines(ManagerStatus) : []),
		'Platform:',
		` Operating System:\t${Platform?.OS ?? ''}`,
		` Architecture:\t\t${Platform?.Architecture ?? ''}`,
		'Resources:',
		` CPUs:\t\t\t${Math.trunc((Resources?.NanoCPUs ?? 0) / 1e9)}`,
		` Memory:\t\t${memory === 0 ? '' : bytesSize(memory)}`,
		...pluginLines(Engine?.Plugins ?? []),
		`Engine Version:\t\t${Engine?.EngineVersion ?? ''}`,
		...labels('Engine Labels:', Engine?.Labels),
		...(TLSInfo && (TLSInfo.TrustRoot || TLSInfo.CertIssuerSubject) ? tlsLines(TLSInfo) : []),
	]
		.map(line => `${line}\n`)
		.join('');
}

function optional(text: string | undefined, line: (text: string) => string): string[] {
	return text ? [line(text)] : [];
}

function labels(title: string, all: Readonly<Record<string, string>> | null | undefined): string[] {
	const entries = Object.entries(all ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
	if (entries.length === 0) return [];
	return [title, ...entries.map(([key, value]) => ` - ${key}${value && `=${value}`}`)];
}

/** Docker prints the time and then puts the whole text in lower case. */
function joinedAt(created = '0001-01-01T00:00:00Z'): string {
	return formatTime(parseTime(created), '2006-01-02 15:04:05.999999999 -0700 MST').toLowerCase();
}

function managerLines({Addr = '', Reachability = '', Leader = false}: NonNullable<Node['ManagerStatus']>): string[] {
	return [
		'Manager Status:',
		` Address:\t\t${Addr}`,
		` Raft Status:\t\t${prettyPrint(Reachability)}`,
		` Leader:\t\t${Leader ? 'Yes' : 'No'}`,
	];
}

function pluginLines(plugins: readonly {readonly Type: string; readonly Name: string}[]): string[] {
	if (plugins.length === 0) return [];
	const types = [...new Set(plugins.map(({Type}) => Type))].toSorted();
	const names = (type: string) => plugins.filter(({Type}) => Type === type).map(({Name}) => Name);
	return ['Plugins:', ...types.map(type => ` ${type}:\t\t${names(type).join(', ')}`)];
}

function tlsLines({TrustRoot = '', CertIssuerSubject = '', CertIssuerPublicKey = ''}: TlsInfo): string[] {
	return [
		'TLS Info:',
		' TrustRoot:',
		TrustRoot,
		` Issuer Subject:\t${CertIssuerSubject}`,
		` Issuer Public Key:\t${CertIssuerPublicKey}`,
	];
}
