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
