/*
Go's text/template: its language, its rules of types and its error messages, over values that know their Go types
(values.ts). Stages, as in Go: lex, parse into nodes, execute. It knows nothing of what templates are used for.
*/
import {execute} from './template/execute.ts';
import {isBuiltin} from './template/functions.ts';
import {parse} from './template/parse.ts';
import type {Definitions} from './template/parser.ts';
import type {GoFunction} from './type.ts';
import type {GoValue} from './values.ts';

export {TemplateError} from './template/error.ts';

export type FunctionMap = Readonly<Record<string, GoFunction>>;

export type TemplateOptions = {
	/** Stands in error messages: `template: name:1:2: …`. Default: empty, as Docker has it. */
	readonly name?: string;
	/** On top of text/template's own; the same names win. */
	readonly functions?: FunctionMap;
	/** What a missing map key gives: `<no value>`, the element's zero value, or an error. */
	readonly missingKey?: 'default' | 'zero' | 'error';
};

export type Template = {
	readonly text: string;
	readonly options: TemplateOptions;
	readonly definitions: Definitions;
};

/** Errors: a `TemplateError`. */
export function parseTemplate(text: string, options: TemplateOptions = {}): Template {
	const {name = '', functions = {}} = options;
	const isFunction = (word: string) => Object.hasOwn(functions, word) || isBuiltin(word);
	return {text, options, definitions: parse(name, text, isFunction)};
}

/** `options` given here win over those of parsing (Docker's headers have other functions). Errors: a `TemplateError`. */
export function executeTemplate(template: Template, data: GoValue | undefined, options: TemplateOptions = {}): string {
	const {text, definitions} = template;
	const {name = '', missingKey = 'default', functions = {}} = {...template.options, ...options};
	return execute({text, name, definitions, functions, missingKey}, data);
}
