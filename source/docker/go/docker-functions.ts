import {type FunctionMap, parseTemplate, type Template} from './template.ts';
import type {GoValue, MapValue} from './values.ts';

/** json, split, join, title, lower, upper, pad, truncate as docker/cli 28.2 has them. */
export const dockerFunctions: FunctionMap = {};

/** The same names over a table's header: what would change the text gives it back; `pad` still pads. */
export const headerFunctions: FunctionMap = {};

/** A `--format` template with Docker's functions and any further ones. Errors: a `TemplateError`. */
export function parseFormat(text: string, functions: FunctionMap = {}): Template {
	return parseTemplate(text, {functions: {...dockerFunctions, ...functions}});
}

/** A method of a row: called as `.Hostname` or `.Label "zone"`; all parameters are strings. */
export type RowMethod = (...args: string[]) => string | boolean;

/**
One row of a list as templates see it: `formatterRow('node.nodeContext', {ID: () => …, Label: key => …})`. Errors
name its type `*node.nodeContext`. In JSON it has its methods without parameters, in the alphabet's order.
*/
export function formatterRow(_typeName: string, _methods: Readonly<Record<string, RowMethod>>): GoValue {
	throw new Error('TODO');
}

/** What a table's header line is made from: field name to title; `.Label "a.b-c"` gives `b c`. */
export function headerRow(_titles: Readonly<Record<string, string>>): MapValue {
	throw new Error('TODO');
}
