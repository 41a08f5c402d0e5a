import type {Chance} from './chance.ts';

/** Random templates of Go's text/template: whole, or with a wound. */

const fieldsOf: Readonly<Record<string, readonly string[]>> = {
	'node ls': [
		'ID',
		'Header',
		'Self',
		'Hostname',
		'Status',
		'Availability',
		'ManagerStatus',
		'EngineVersion',
		'TLSStatus',
	],
	'node ps': ['ID', 'Name', 'Image', 'Node', 'DesiredState', 'CurrentState', 'Error', 'Ports'],
	'node inspect': [
		'ID',
		'Spec',
		'Spec.Role',
		'Spec.Labels',
		'Spec.Labels.zone',
		'Spec.Availability',
		'Version',
		'Version.Index',
		'Meta',
		'CreatedAt',
		'CreatedAt.Year',
		'CreatedAt.Weekday',
		'Description',
		'Description.Engine.Plugins',
		'Description.Resources',
		'Description.Resources.NanoCPUs',
		'Description.TLSInfo.CertIssuerSubject',
		'Status.State',
		'ManagerStatus',
		'ManagerStatus.Leader',
	],
	'network ls': ['ID', 'Name', 'Driver', 'Scope', 'IPv4', 'IPv6', 'Internal', 'Labels', 'CreatedAt', 'Label "a"'],
	'network inspect': [
		'Name',
		'ID',
		'Id',
		'Created',
		'Scope',
		'IPAM',
		'IPAM.Config',
		'Internal',
		'Containers',
		'Options',
		'Labels',
		'Peers',
		'ConfigFrom',
		'Unknown',
	],
	info: [
		'ID',
		'Containers',
		'DriverStatus',
		'Plugins',
		'Plugins.Network',
		'NCPU',
		'MemTotal',
		'Labels',
		'Swarm',
		'Swarm.NodeID',
		'Swarm.Cluster',
		'Swarm.Cluster.Spec.Raft',
		'Swarm.RemoteManagers',
		'RegistryConfig',
		'Runtimes',
		'SecurityOptions',
		'ClientInfo',
		'ClientInfo.Context',
		'ClientErrors',
		'ServerErrors',
		'DefaultAddressPools',
		'Warnings',
		'LiveRestoreEnabled',
	],
	version: [
		'Client',
		'Client.Version',
		'Client.Platform',
		'Server',
		'Server.Version',
		'Server.Components',
		'Server.Platform.Name',
		'Server.Experimental',
		'Client.Context',
		'ServerOK',
	],
	events: [
		'Type',
		'Action',
		'Actor',
		'Actor.ID',
		'Actor.Attributes',
		'Actor.Attributes.name',
		'Scope',
		'Time',
		'TimeNano',
		'ID',
		'Status',
	],
	'context ls': ['Name', 'Current', 'Description', 'DockerEndpoint', 'Error'],
	'context inspect': [
		'Name',
		'Metadata',
		'Metadata.Description',
		'Endpoints',
		'Endpoints.docker.Host',
		'TLSMaterial',
		'Storage',
	],
};

export const templatedCommands = Object.keys(fieldsOf);

const literals = [
	'"a"',
	'`r\\aw`',
	'"\\t\\u00e9\\x41"',
	"'x'",
	"'\\n'",
	'1',
	'-2',
	'0x1F',
	'0b101',
	'1_000',
	'1.5',
	'1e3',
	'2i',
	'1+2i',
	'true',
	'false',
	'nil',
	'""',
	'0',
	'9223372036854775807',
	'18446744073709551615',
	'.5',
	'0x1p4',
];
const verbs = 'vsdqxXtTbcoOUeEfFgGpwz%';
const flags = [
	'',
	'',
	'',
	'+',
	'-',
	'#',
	' ',
	'0',
	'5',
	'-8',
	'08',
	'.2',
	'8.3',
	'*',
	'.*',
	'[1]',
	'[2]',
	'[3]*[1]',
	'+#',
];

const functions: readonly (readonly [string, number])[] = [
	['len', 1],
	['not', 1],
	['print', 2],
	['println', 2],
	['html', 1],
	['js', 1],
	['urlquery', 1],
	['json', 1],
	['title', 1],
	['lower', 1],
	['upper', 1],
	['split', 2],
	['join', 2],
	['pad', 3],
	['truncate', 2],
	['index', 2],
	['slice', 2],
	['slice', 3],
	['eq', 2],
	['eq', 3],
	['ne', 2],
	['lt', 2],
	['le', 2],
	['gt', 2],
	['ge', 2],
	['and', 2],
	['or', 2],
	['call', 1],
	['nosuch', 1],
];

type Scope = {
	readonly chance: Chance;
	readonly fields: readonly string[];
	readonly variables: readonly string[];
	/** The data as a whole. */
	readonly wholes: readonly string[];
};

function field({chance, fields, wholes}: Scope): string {
	if (chance.once(15)) return chance.pick([...wholes, '.Nope', '.nope', '$.Nope', '.ID.Nope', '..', '.A.B']);
	const name = chance.pick(fields);
	return `${chance.once(10) ? '$' : ''}.${name.includes(' ') ? name.split(' ')[0] : name}`;
}

function printf({chance}: Scope): string {
	const parts = [
		...chance.some(3, () => `${chance.pick(['', 'a', '%%'])}%${chance.pick(flags)}${chance.pick([...verbs])}`),
	];
	return JSON.stringify(parts.join(chance.pick(['', ' ', '|'])));
}

function operand(scope: Scope, depth: number): string {
	const {chance, variables} = scope;
	const kind = chance.below(10);
	if (kind < 5) return field(scope);
	if (kind < 7) return chance.pick(literals);
	if (kind === 7 && variables.length > 0) return chance.pick(variables);
	return depth > 0 ? `(${pipeline(scope, depth - 1)})` : field(scope);
}

function command(scope: Scope, depth: number): string {
	const {chance} = scope;
	if (chance.once(2)) return operand(scope, depth);
	if (chance.once(4)) {
		return ['printf', printf(scope), ...chance.some(3, () => operand(scope, depth))].join(' ');
	}
	const [name, arity] = chance.pick(functions);
	const count = chance.once(10) ? chance.below(4) : arity;
	return [name, ...Array.from({length: count}, () => operand(scope, depth))].join(' ');
}

function pipeline(scope: Scope, depth: number): string {
	const {chance} = scope;
	const commands = [command(scope, depth)];
	while (chance.once(4))
		commands.push(
			chance.pick([
				'lower',
				'upper',
				'json',
				'len',
				'print',
				'printf "%q"',
				'title',
				'html',
				'not',
				'pad 1 2',
				'truncate 3',
				'join ","',
				'split "."',
				'index 0',
				'eq 1',
			]),
		);
	return commands.join(chance.pick([' | ', '|']));
}

function action(chance: Chance, inside: string): string {
	return `${chance.once(8) ? '{{- ' : '{{'}${inside}${chance.once(8) ? ' -}}' : '}}'}`;
}

function node(scope: Scope, depth: number): string {
	const {chance, variables} = scope;
	const act = (inside: string) => action(chance, inside);
	const body = (more = scope) => chance.some(2, () => node(more, depth - 1)).join('');
	const kind = depth > 0 ? chance.below(14) : chance.below(7);
	const condition = pipeline(scope, 1);
	const variable = chance.pick(['$x', '$y', '$longer_1']);
	switch (kind) {
		case 4:
			return chance.pick([' ', 'text', '\n', '\\t', 'é', '{', '}', '{ {']);
		case 5:
			return act(
				chance.pick([
					'/* comment */',
					'/* {{nested}} */',
					'break',
					'continue',
					'template "T" .',
					'nil',
					'$x',
					'end',
					'else',
					'""',
				]),
			);
		case 6:
			return act(`${variable} ${chance.pick([':=', ':=', '='])} ${condition}`);
		case 7:
			return `${act(`if ${condition}`)}${body()}${chance.once(2) ? act('else') + body() : ''}${act('end')}`;
		case 8:
			return `${act(`if ${condition}`)}${body()}${act(`else if ${pipeline(scope, 1)}`)}${body()}${act('end')}`;
		case 9:
			return `${act(`with ${chance.once(3) ? `${variable} := ` : ''}${condition}`)}${body()}${chance.once(3) ? act(chance.once(2) ? 'else' : `else with ${condition}`) + body() : ''}${act('end')}`;
		case 10: {
			const names = chance.pick(['', '', '$i := ', '$i, $e := ', '$e = ']);
			const inner = {...scope, variables: [...variables, '$i', '$e']};
			const exits = chance.once(4) ? act(chance.pick(['break', 'continue', 'if $i}}{{break}}{{end'])) : '';
			return `${act(`range ${names}${condition}`)}${body(inner)}${exits}${chance.once(3) ? act('else') + body() : ''}${act('end')}`;
		}
		case 11:
			return `${act('define "T"')}${body()}${act('end')}`;
		case 12:
			return `${act(`block "B" ${condition}`)}${body()}${act('end')}`;
		case 13:
			return `${act(`${variable} := ${condition}`)}${node({...scope, variables: [...variables, variable]}, depth - 1)}`;
		default:
			return act(condition);
	}
}

/** Cuts something out, or puts something in. */
function wound(chance: Chance, text: string): string {
	const at = chance.below(text.length + 1);
	const inserted = chance.pick([
		'{{',
		'}}',
		'(',
		')',
		'|',
		'"',
		'`',
		"'",
		'$',
		'.',
		' ',
		'\\',
		'%',
		',',
		':=',
		'/*',
		'end',
		'-',
		'\n',
		'1',
		'é',
		'{{- ',
		'{{end}}',
		'{{else}}',
	]);
	return chance.once(2)
		? text.slice(0, at) + inserted + text.slice(at)
		: text.slice(0, at) + text.slice(at + 1 + chance.below(3));
}

export function template(chance: Chance, path: string): string {
	const fields = fieldsOf[path.replace(/^system /, '')] ?? ['ID', 'Name'];
	// Of tasks we do not keep all that Docker does.
	const wholes = path.endsWith('ps') ? [] : ['.', '$'];
	const scope: Scope = {chance, fields, variables: [], wholes};
	const text = Array.from({length: 1 + chance.below(3)}, () => node(scope, 2)).join(chance.pick(['', ' ', '\\t']));
	const whole = chance.once(6) ? `table ${text}` : text;
	if (chance.once(12))
		return chance.pick(['json', 'table', 'raw', 'pretty', 'tablefoo', '{{json .}}', '', ' ', 'table ', '{{']);
	return chance.once(4) ? wound(chance, whole) : whole;
}
