import {expandBraces} from './braces.ts';
import {literalText, type Part, readAssignment, type Script, type Word} from './syntax.ts';

/** What the words of a command are expanded with. */
export type Expansion = {
	readonly parameter: (name: string) => string;
	/** Output of a `$(…)`, without its final newlines. */
	readonly substitute: (script: Script) => Promise<string>;
};

/** A command's words; the arguments of `export` are assignments, which are not split. */
export async function expandCommand(words: readonly Word[], expansion: Expansion): Promise<string[]> {
	const [name] = words;
	const isDeclaration = name !== undefined && literalText(name) === 'export';
	const fields: string[] = [];
	for (const word of words.flatMap(expandBraces)) {
		const assignment = isDeclaration ? readAssignment(word) : undefined;
		if (assignment) fields.push(`${assignment.name}=${await expandUnsplit(assignment.value, expansion)}`);
		else await splitIntoFields(word.parts, expansion, fields);
	}
	return fields;
}

/** The fields that one word becomes: none, one or several. */
export async function expandWord(word: Word, expansion: Expansion): Promise<string[]> {
	const fields: string[] = [];
	for (const {parts} of expandBraces(word)) await splitIntoFields(parts, expansion, fields);
	return fields;
}

/** A word as one text: the value of an assignment. */
export async function expandUnsplit(word: Word, expansion: Expansion): Promise<string> {
	let text = '';
	for (const part of word.parts) text += await expandPart(part, expansion);
	return text;
}

/** Appends to `fields`: there may be very many. */
async function splitIntoFields(parts: readonly Part[], expansion: Expansion, fields: string[]): Promise<void> {
	let field: string | undefined;
	for (const part of parts) {
		const text = await expandPart(part, expansion);
		// `"$@"` is no field at all where there are no arguments, and here there never are.
		if (part.type === 'parameter' && part.name === '@') continue;
		if (part.quoted || part.type === 'text') {
			field = (field ?? '') + text;
			continue;
		}
		for (const [index, piece] of text.split(/[ \t\n]+/).entries()) {
			if (index > 0 && field !== undefined) {
				fields.push(field);
				field = undefined;
			}
			if (piece !== '') field = (field ?? '') + piece;
		}
	}
	if (field !== undefined) fields.push(field);
}

async function expandPart(part: Part, expansion: Expansion): Promise<string> {
	switch (part.type) {
		case 'text':
			return part.text;
		case 'parameter':
			return expansion.parameter(part.name);
		case 'substitution':
			return expansion.substitute(part.script);
	}
}
