import {asFailure, Failure} from '../failure.ts';
import {parseFormat} from '../go/docker-functions.ts';
import {fromJsonText, indentJson, marshalJson} from '../go/json.ts';
import {executeTemplate, type Template, TemplateError} from '../go/template.ts';
import type {GoValue} from '../go/values.ts';

/** An object to show. */
export type Inspected = {
	readonly value: GoValue;
	/** The engine's own text, which then is shown in place of what Go would make of the value. */
	readonly raw?: string;
};

/**
Shows objects one after the other as a JSON array, or each through a template. A reference that cannot be resolved does
not keep the others from being shown; the failures come together at the end, as one `Failure`.
*/
export async function inspect(
	references: readonly string[],
	format: string,
	fetch: (reference: string) => Promise<Inspected>,
	write: (text: string) => void,
): Promise<void> {
	const show = format === '' || format === 'json' ? jsonView(format) : templateView(format);
	const problems: string[] = [];
	const shown: string[] = [];
	for (const reference of references) {
		try {
			shown.push(show.object(await fetch(reference)));
		} catch (error) {
			problems.push(asFailure(error).message);
		}
	}
	write(show.all(shown));
	if (problems.length > 0) throw new Failure(problems.join('\n'));
}

type View = {
	readonly object: (inspected: Inspected) => string;
	readonly all: (shown: readonly string[]) => string;
};

function jsonView(format: string): View {
	return {
		object: ({value, raw}) => raw ?? marshalJson(value),
		all: shown => {
			if (shown.length === 0) return '[]\n';
			const array = `[${shown.join(',')}]`;
			return `${format === 'json' ? array : indentJson(array, '    ')}\n`;
		},
	};
}

function templateView(format: string): View {
	const template = parse(format);
	return {
		object: inspected => `${execute(template, inspected)}\n`,
		all: shown => shown.join('') || '\n',
	};
}

function parse(format: string): Template {
	try {
		return parseFormat(format);
	} catch (error) {
		throw templateFailure(error, 64);
	}
}

/** A template that does not fit the type is tried again on the engine's JSON, where keys may be missing. */
function execute(template: Template, {value, raw}: Inspected): string {
	try {
		return executeTemplate(template, value);
	} catch (error) {
		if (raw === undefined || !(error instanceof TemplateError)) throw templateFailure(error);
	}
	try {
		return executeTemplate(template, fromJsonText(raw), {missingKey: 'error'});
	} catch (error) {
		throw templateFailure(error);
	}
}

function templateFailure(error: unknown, exitCode = 1): unknown {
	return error instanceof TemplateError ? new Failure(`template parsing error: ${error.message}`, exitCode) : error;
}
