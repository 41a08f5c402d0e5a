import {Failure} from '../failure.ts';
import {formatterRow, headerFunctions, headerRow, parseFormat, type RowMethod} from '../go/docker-functions.ts';
import {alignColumns} from '../go/tabwriter.ts';
import {executeTemplate, type Template, TemplateError} from '../go/template.ts';
import {anyType, embedded, field, structType} from '../go/type.ts';
import type {GoValue, StructValue} from '../go/values.ts';

/** Key of what Go keeps in a row. */
export const inside = Symbol('inside');

/** A row by what templates may ask of it: `{ID: '…', Hostname: 'node1', Self: true}`; a function takes an argument. */
export type Row = Readonly<Record<string, string | boolean | ((argument: string) => string)>> & {
	/** Seen only where a template prints the row whole. */
	readonly [inside]?: StructValue;
};

/** Go keeps a row's titles in it, though rows have none. */
export const headerContext = embedded(structType('formatter.HeaderContext', [field('Header', anyType)]));

/** How one sort of object is listed. */
export type ListKind = {
	/** Go's name for a row, as template errors show it. */
	readonly typeName: string;
	/** Column titles by field. */
	readonly titles: Readonly<Record<string, string>>;
	/** The built-in table, and what `--quiet` makes of it. */
	readonly table: string;
	readonly quiet: string;
	/** The undocumented format `raw`. */
	readonly raw: string;
	readonly rawQuiet: string;
	/** What `pretty` stands for, where it is a format of its own. */
	readonly pretty?: string;
};

export type ListOptions = {
	/** `table`, `table TEMPLATE`, `json`, `raw` or a template. */
	readonly format: string;
	readonly isQuiet: boolean;
};

/** The format to use: the flag's, else (not where quiet) the configuration file's, else the built-in table. */
export function chooseFormat(flag: string, configured: string | undefined, isQuiet: boolean): string {
	return flag || (!isQuiet && configured) || 'table';
}

/** What a `--format` of a list stands for, before it is a template. */
export function namedFormat(kind: ListKind, {format, isQuiet}: ListOptions): string {
	if (format === 'table') return isQuiet ? kind.quiet : `table ${kind.table}`;
	if (format === 'raw') return isQuiet ? kind.rawQuiet : kind.raw;
	if (format === 'pretty') return kind.pretty ?? format;
	return format;
}

/** A list as text. Throws a `Failure` where the template cannot be read or does not fit the rows. */
export function renderList(kind: ListKind, rows: readonly Row[], options: ListOptions): string {
	const format = namedFormat(kind, options);
	const isTable = format.startsWith('table');
	try {
		const template = parseFormat(templateText(format));
		const lines = rows
			.map(row => `${executeTemplate(template, formatterRow(kind.typeName, methods(row), row[inside]))}\n`)
			.join('');
		return isTable ? alignColumns(`${headerLine(template, headerRow(kind.titles))}\n${lines}`) : lines;
	} catch (error) {
		if (!(error instanceof TemplateError)) throw error;
		throw new Failure(`template parsing error: ${error.message}`);
	}
}

/** For Go each of them is a method. */
function methods(row: Row): Record<string, RowMethod> {
	const entries = Object.entries(row);
	return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'function' ? value : () => value]));
}

function templateText(format: string): string {
	if (format === 'json') return '{{json .}}';
	const text = format.startsWith('table') ? format.slice('table'.length) : format;
	return text
		.replaceAll(/^ +| +$/g, '')
		.replaceAll('\\t', '\t')
		.replaceAll('\\n', '\n');
}

/** A template that fits the rows may not fit the titles: Docker then takes what there is until then. */
function headerLine(template: Template, titles: GoValue): string {
	try {
		return executeTemplate(template, titles, {functions: headerFunctions});
	} catch (error) {
		if (error instanceof TemplateError) return error.output;
		throw error;
	}
}
