import {encodeFilters} from '../../filters.ts';
import {fromJson} from '../../go/json.ts';
import {compareNatural} from '../../go/sort.ts';
import {field, structType} from '../../go/type.ts';
import {prettyPrint} from '../../go/units.ts';
import {type GoValue, goStruct} from '../../go/values.ts';
import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool, filter, string} from '../../grammar/kinds.ts';
import {type Info, infoType} from '../../objects/info.ts';
import type {TlsInfo} from '../../objects/meta.ts';
import {type Node, nodeType} from '../../objects/node.ts';
import {listFormatHelp} from '../../output/format-flag.ts';
import {chooseFormat, headerContext, inside, type ListKind, type Row, renderList} from '../../output/list.ts';

export const lsCommand = leaf({
	name: 'ls',
	aliases: ['list'],
	usage: '[OPTIONS]',
	summary: "List the swarm's nodes",
	arity: none,
	flags: {
		filter: flag(filter, 'List only what meets these conditions', {
			shorthand: 'f',
			takes: [
				'id=',
				'label=',
				'membership=accepted',
				'membership=pending',
				'name=',
				'node.label=',
				'role=manager',
				'role=worker',
			],
		}),
		format: flag(string(), listFormatHelp),
		quiet: flag(bool(), 'List IDs alone', {shorthand: 'q'}),
	},
	run: async ({client, flags, config, io}) => {
		const nodes = await client.get<readonly Node[]>('/nodes', {filters: encodeFilters(flags.filter)});
		const asksForMore = nodes.length > 0 && !flags.quiet;
		const info = asksForMore ? await client.get<Info>('/info') : {};
		const sorted = nodes.toSorted((a, b) =>
			compareNatural(a.Description?.Hostname ?? '', b.Description?.Hostname ?? ''),
		);
		const format = chooseFormat(flags.format, config.nodesFormat, flags.quiet);
		const known = fromJson(info, infoType);
		const rows = sorted.map(node => nodeRow(node, info, known));
		io.stdout(renderList(nodeList, rows, {format, isQuiet: flags.quiet}));
	},
});

export const nodeList: ListKind = {
	typeName: 'node.nodeContext',
	titles: {
		ID: 'ID',
		Self: '',
		Hostname: 'HOSTNAME',
		Status: 'STATUS',
		Availability: 'AVAILABILITY',
		ManagerStatus: 'MANAGER STATUS',
		EngineVersion: 'ENGINE VERSION',
		TLSStatus: 'TLS STATUS',
	},
	table:
		'{{.ID}} {{if .Self}}*{{else}} {{end}}\t{{.Hostname}}\t{{.Status}}\t{{.Availability}}' +
		'\t{{.ManagerStatus}}\t{{.EngineVersion}}',
	quiet: '{{.ID}}',
	raw:
		'node_id: {{.ID}}\nhostname: {{.Hostname}}\nstatus: {{.Status}}\navailability: {{.Availability}}\n' +
		'manager_status: {{.ManagerStatus}}\n',
	rawQuiet: 'node_id: {{.ID}}',
	// Made for inspect; here it fails at the first of its fields that a row does not have.
	pretty: 'ID:\t\t\t{{.ID}}\n{{- if .Name }}{{end}}',
};

const rowType = structType('node.nodeContext', [headerContext, field('n', nodeType), field('info', infoType)]);

function nodeRow(node: Node, {Swarm: here}: Info, known: GoValue): Row {
	const {ID, Description, Status, Spec, ManagerStatus} = node;
	return {
		[inside]: goStruct(rowType, {n: fromJson(node, nodeType), info: known}),
		ID,
		Self: ID === here?.NodeID,
		Hostname: Description?.Hostname ?? '',
		Status: prettyPrint(Status?.State ?? ''),
		Availability: prettyPrint(Spec.Availability ?? ''),
		ManagerStatus: ManagerStatus?.Leader ? 'Leader' : prettyPrint(ManagerStatus?.Reachability ?? ''),
		TLSStatus: tlsStatus(Description?.TLSInfo, here?.Cluster?.TLSInfo),
		EngineVersion: Description?.Engine?.EngineVersion ?? '',
	};
}

/** Whether the node's certificate is from the cluster's present root CA. */
function tlsStatus(node: TlsInfo = {}, cluster: TlsInfo = {}): string {
	const facts = ({TrustRoot = '', CertIssuerSubject = '', CertIssuerPublicKey = ''}: TlsInfo) =>
		[TrustRoot, CertIssuerSubject, CertIssuerPublicKey].join(' ');
	const nothing = facts({});
	if (facts(node) === nothing || facts(cluster) === nothing) return 'Unknown';
	return facts(node) === facts(cluster) ? 'Ready' : 'Needs Rotation';
}
