import type {GoFunction} from './type.ts';
import type {GoValue} from './values.ts';

/**
Parsing or executing failed; the message is text/template's own, to the letter:
`template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type *node.nodeContext`.
*/
export class TemplateError extends Error {
	override readonly name = 'TemplateError';
	/** What execution had written by then; Go's writers have seen it. */
	readonly output: string;

	constructor(message: string, output = '') {
		super(message);
		this.output = output;
	}
}

export type FunctionMap = Readonly<Record<string, GoFunction>>;

export type TemplateOptions = {
	/** Stands in error messages: `template: name:1:2: …`. Default: empty, as Docker has it. */
	readonly name?: string;
	/** On top of text/template's own; the same names win. */
	readonly functions?: FunctionMap;
	/** What a missing map key gives: `<no value>`, the element's zero value, or an error. */
	readonly missingKey?: 'default' | 'zero' | 'error';
};

export type Template = {readonly name: string; readonly options: TemplateOptions};

/** Errors: a `TemplateError`. */
export function parseTemplate(_text: string, _options: TemplateOptions = {}): Template {
	throw new Error('TODO');
}

/** `functions` replace those the template was parsed with (Docker's table headers). Errors: a `TemplateError`. */
export function executeTemplate(
	_template: Template,
	_data: GoValue | undefined,
	_options: TemplateOptions = {},
): string {
	throw new Error('TODO');
}
