import {encodeFilters} from '../../filters.ts';
import {fromJson} from '../../go/json.ts';
import {compareNatural} from '../../go/sort.ts';
import {formatTime, parseTime} from '../../go/time.ts';
import {boolType, field, structType} from '../../go/type.ts';
import {truncateId} from '../../go/units.ts';
import {goBool, goStruct} from '../../go/values.ts';
import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool, filter, string} from '../../grammar/kinds.ts';
import {type Network, networkType} from '../../objects/network.ts';
import {listFormatHelp} from '../../output/format-flag.ts';
import {chooseFormat, headerContext, inside, type ListKind, type Row, renderList} from '../../output/list.ts';

export const lsCommand = leaf({
	name: 'ls',
	aliases: ['list'],
	usage: '[OPTIONS]',
	summary: 'List networks',
	arity: none,
	flags: {
		filter: flag(filter, 'List only what meets these conditions (e.g. "driver=overlay")', {
			shorthand: 'f',
			takes: ['dangling=true', 'driver=overlay', 'id=', 'label=', 'name=', 'scope=local', 'scope=swarm', 'type=custom'],
		}),
		format: flag(string(), listFormatHelp),
		'no-trunc': flag(bool(), 'Show everything in full'),
		quiet: flag(bool(), 'List network IDs alone', {shorthand: 'q'}),
	},
	run: async ({client, flags, config, io}) => {
		const networks = await client.get<readonly Network[]>('/networks', {filters: encodeFilters(flags.filter)});
		const sorted = networks.toSorted((a, b) => compareNatural(a.Name, b.Name));
		const rows = sorted.map(network => networkRow(network, flags['no-trunc']));
		const format = chooseFormat(flags.format, config.networksFormat, flags.quiet);
		io.stdout(renderList(networkList, rows, {format, isQuiet: flags.quiet}));
	},
});

const networkList: ListKind = {
	typeName: 'network.networkContext',
	titles: {
		ID: 'NETWORK ID',
		Name: 'NAME',
		Driver: 'DRIVER',
		Scope: 'SCOPE',
		IPv4: 'IPV4',
		IPv6: 'IPV6',
		Internal: 'INTERNAL',
		Labels: 'LABELS',
		CreatedAt: 'CREATED AT',
	},
	table: '{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}',
	quiet: '{{.ID}}',
	raw: 'network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n',
	rawQuiet: 'network_id: {{.ID}}',
};

const rowType = structType('network.networkContext', [
	headerContext,
	field('trunc', boolType),
	field('n', networkType),
]);

function networkRow(network: Network, isFull: boolean): Row {
	const labels = network.Labels ?? {};
	const label = (name: string) => labels[name] ?? '';
	return {
		ID: isFull ? network.Id : truncateId(network.Id),
		Name: network.Name,
		Driver: network.Driver ?? '',
		Scope: network.Scope ?? '',
		IPv4: String(network.EnableIPv4 ?? false),
		IPv6: String(network.EnableIPv6 ?? false),
		Internal: String(network.Internal ?? false),
		// Docker has them in no order at all; ours is at least the same every time.
		Labels: Object.keys(labels)
			.toSorted()
			.map(name => `${name}=${label(name)}`)
			.join(','),
		Label: label,
		[inside]: goStruct(rowType, {trunc: goBool(!isFull), n: fromJson(network, networkType)}),
		CreatedAt: formatTime(parseTime(network.Created ?? '0001-01-01T00:00:00Z'), goTimeString),
	};
}

/** The layout of Go's Time.String. */
const goTimeString = '2006-01-02 15:04:05.999999999 -0700 MST';
