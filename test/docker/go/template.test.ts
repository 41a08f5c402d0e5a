import {expect, test} from 'vitest';
import {dockerFunctions} from '../../../source/docker/go/docker-functions.ts';
import {
	executeTemplate,
	parseTemplate,
	TemplateError,
	type TemplateOptions,
} from '../../../source/docker/go/template.ts';
import {goString} from '../../../source/docker/go/values.ts';
import {readCases} from './cases.ts';
import {templateData} from './template-data.ts';

type MissingKey = NonNullable<TemplateOptions['missingKey']>;

/** What had been written, and the error. */
function run(text: string, missingKey: MissingKey = 'default'): [output: string, error: string] {
	try {
		return [executeTemplate(parseTemplate(text, {functions: dockerFunctions, missingKey}), templateData), ''];
	} catch (error) {
		if (error instanceof TemplateError) return [error.output, error.message];
		throw error;
	}
}

test('templates print, and fail, as text/template of Go 1.24 does', () => {
	const cases = readCases<[template: string, output: string, error: string, missingKey?: MissingKey]>('templates');
	const results = cases.map(([template, , , missingKey]) => [template, ...run(template, missingKey)]);
	expect(results).toEqual(cases.map(([template, output, error]) => [template, output, error]));
	expect(cases.length).toBeGreaterThan(700);
});

test('an error has the name of its template, the line and the byte column', () => {
	const parse = () => parseTemplate('é\nab {{.x', {name: 'version'});
	expect(parse).toThrow(new TemplateError('template: version:2: unclosed action'));
	const template = parseTemplate('a\né{{len 3}}', {name: 'version'});
	const message = 'template: version:2:4: executing "version" at <len 3>: error calling len: len of type int';
	expect(() => executeTemplate(template, undefined)).toThrow(new TemplateError(message, 'a\né'));
});

test('functions given for an execution replace those of parsing', () => {
	const shout = {parameters: [], call: () => goString('loud')};
	const whisper = {parameters: [], call: () => goString('soft')};
	const template = parseTemplate('{{voice}}', {functions: {voice: shout}});
	expect(executeTemplate(template, undefined)).toBe('loud');
	expect(executeTemplate(template, undefined, {functions: {voice: whisper}})).toBe('soft');
});

test('a template that calls itself for ever ends in the error that Go ends in', () => {
	const [, error] = run('{{define "again"}}{{template "again" .}}{{end}}{{template "again" .ID}}');
	const place = 'template: :1:29: executing "again" at <{{template "again" .}}>';
	expect(error).toBe(`${place}: exceeded maximum template depth (100000)`);
});

test('pointers inside a value print as one address, since in Go it differs from run to run', () => {
	const [output] = run('{{printf "%v" (slice .Items 0 0)}} {{printf "%p" .Ptr}}');
	expect(output).toBe('[] 0xc00000e000');
});

test.each([
	['{{2i}} {{1+2i}} {{-1.5-2e1i}}', '(0+2i) (1+2i) (-1.5-20i)'],
	['{{printf "%.1f %+v %d" 1+2i 3i 1i}}', '(1.0+2.0i) (0+3i) %!d(complex128=(0+1i))'],
	['{{eq 1i 1i}} {{eq 1+2i 1+3i}} {{if 0i}}true{{end}}', 'true false '],
	['{{printf "%T" 0i}}', 'complex128'],
])('complex numbers: %s', (template, output) => {
	expect(run(template)).toEqual([output, '']);
});
