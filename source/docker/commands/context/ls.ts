import {type ContextStore, defaultDescription, defaultName} from '../../contexts.ts';
import {asFailure} from '../../failure.ts';
import {compareNatural} from '../../go/sort.ts';
import {field, pointerTo, structType} from '../../go/type.ts';
import {ellipsis} from '../../go/units.ts';
import {goPointer, goStruct} from '../../go/values.ts';
import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool, string} from '../../grammar/kinds.ts';
import {listFormatHelp} from '../../output/format-flag.ts';
import {headerContext, inside, type ListKind, type Row, renderList} from '../../output/list.ts';

export const lsCommand = leaf({
	name: 'ls',
	aliases: ['list'],
	usage: '[OPTIONS]',
	summary: 'List contexts',
	arity: none,
	asksLate: true,
	flags: {
		format: flag(string(), listFormatHelp),
		quiet: flag(bool(), 'List names alone', {shorthand: 'q'}),
	},
	run: async ({contexts, flags, io}) => {
		const format = flags.quiet ? contextList.quiet : flags.format || 'table';
		const rows = contextRows(contexts).toSorted((a, b) => compareNatural(a.Name, b.Name));
		io.stdout(renderList(contextList, rows, {format, isQuiet: false}));
		if (!io.env.DOCKER_HOST) return;
		io.stderr(
			'Warning: DOCKER_HOST environment variable overrides the active context. ' +
				'To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n',
		);
	},
});

const contextList: ListKind = {
	typeName: 'formatter.clientContextContext',
	titles: {Name: 'NAME', Description: 'DESCRIPTION', DockerEndpoint: 'DOCKER ENDPOINT', Error: 'ERROR'},
	table: '{{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}',
	quiet: '{{.Name}}',
	// A format like any other.
	raw: 'raw',
	rawQuiet: 'raw',
};

const clientContextType = structType('formatter.ClientContext', []);
const rowType = structType('formatter.clientContextContext', [headerContext, field('c', pointerTo(clientContextType))]);

type ContextRow = Row & {readonly Name: string};

function contextRows(contexts: ContextStore): ContextRow[] {
	const {current} = contexts;
	const row = (Name: string, more: Partial<Record<'Description' | 'DockerEndpoint' | 'Error', string>>) => ({
		[inside]: goStruct(rowType, {c: goPointer(goStruct(clientContextType, {}))}),
		Current: Name === current,
		Description: '',
		DockerEndpoint: '',
		Error: '',
		Name,
		...more,
	});
	const standard = contexts.find(defaultName).Endpoints.docker;
	const rows = [
		row(defaultName, {Description: defaultDescription, DockerEndpoint: standard?.Host ?? ''}),
		...contexts.list().map(({Name, Metadata, Endpoints: {docker}}) =>
			row(Name, {
				Description: Metadata.Description ?? '',
				DockerEndpoint: docker?.Host ?? '',
				Error: docker ? '' : shorten(`cannot find docker endpoint in context`),
			}),
		),
	];
	return rows.some(({Current}) => Current) ? rows : [...rows, row(current, {Error: shorten(problemOf(contexts))})];
}

function problemOf({current, find}: ContextStore): string {
	try {
		find(current);
		return '';
	} catch (error) {
		return asFailure(error).message;
	}
}

const shorten = (text: string): string => ellipsis(text.replaceAll('\n', ' '), 45);
