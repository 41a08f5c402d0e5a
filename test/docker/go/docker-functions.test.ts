import {expect, test} from 'vitest';
import {formatterRow, headerFunctions, headerRow, parseFormat} from '../../../source/docker/go/docker-functions.ts';
import {executeTemplate, TemplateError} from '../../../source/docker/go/template.ts';

const row = formatterRow('formatter.clientContextContext', {
	Name: () => 'default',
	Description: () => 'Current DOCKER_HOST based configuration',
	DockerEndpoint: () => 'unix:///var/run/docker.sock',
	Current: () => true,
	Error: () => '<&>',
	Label: key => `value of ${key}`,
});
const titles = headerRow({Name: 'NAME', DockerEndpoint: 'DOCKER ENDPOINT', Label: 'LABEL'});

function render(format: string): string {
	try {
		return executeTemplate(parseFormat(format), row);
	} catch (error) {
		if (error instanceof TemplateError) return error.message;
		throw error;
	}
}

function header(format: string): string {
	return executeTemplate(parseFormat(format), titles, {functions: headerFunctions});
}

test('a row is JSON of its methods without parameters, by name, with HTML escaped', () => {
	expect(render('{{json .}}')).toBe(
		String.raw`{"Current":true,"Description":"Current DOCKER_HOST based configuration","DockerEndpoint":"unix:///var/run/docker.sock","Error":"\u003c\u0026\u003e","Name":"default"}`,
	);
	expect(render('{{json .Error}}')).toBe('"<&>"');
});

test('rows answer as those of docker context ls 28.2.2', () => {
	expect(render('{{.Nope}}')).toBe(
		`template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type *formatter.clientContextContext`,
	);
	expect(render('{{.Name "x"}}')).toBe(
		'template: :1:2: executing "" at <.Name>: wrong number of args for Name: want 0 got 1',
	);
	expect(render('{{.Name | pad 1}}')).toBe(
		'template: :1:10: executing "" at <pad>: wrong number of args for pad: want 3 got 2',
	);
	expect(render('{{printf "%T" .}}')).toBe('*formatter.clientContextContext');
	expect(render('{{.Current}}|{{if .Current}}yes{{else}}no{{end}}')).toBe('true|yes');
	expect(render('{{.Name}}{{join (split .Name "") "-"}}')).toBe('defaultd-e-f-a-u-l-t');
	expect(render('{{.Label "zone"}} {{.Label}}')).toContain('wrong number of args for Label: want 1 got 0');
});

test('headers are titles, whatever a format does to the text', () => {
	expect(header('{{upper .Name}}{{json .Name}}{{title .Name}}{{lower .Name}}{{truncate .Name 2}}')).toBe(
		'NAME'.repeat(5),
	);
	expect(header('{{.Name}}{{join (split .Name "") "-"}}')).toBe('NAMENAME');
	expect(header('{{pad .Name 1 2}}|')).toBe(' NAME  |');
	expect(header('{{len .Name}}')).toBe('4');
	expect(header('{{.Current}}|{{if .Current}}yes{{else}}no{{end}}')).toBe('<no value>|no');
});

test("a label's header is the last part of its key, with blanks", () => {
	expect(header('{{.Label "com.example.data-center_one"}}')).toBe('data center one');
});

test("Docker's functions do what its own tests ask of them", () => {
	const on = (format: string, text: string) => {
		return executeTemplate(parseFormat(format), formatterRow('row', {text: () => text}));
	};
	const id = 'tupx5xzf6hvsrhnruz5cr8gwp';
	expect(on('{{truncate .text 5}}', id)).toBe('tupx5');
	expect(on('{{truncate .text 25}}', id)).toBe(id);
	expect(on('{{truncate .text 30}}', id)).toBe(id);
	expect(on('{{pad .text 3 3}}', id)).toBe(`   ${id}   `);
	expect(on('{{pad .text 3 3}}', '')).toBe('');
	expect(on('{{join (split .text ":") "/"}}', 'text:with:colon')).toBe('text/with/colon');
	expect(on('{{title .text}}', "it's ß a-b c_d")).toBe("It'S ß A-B C_d");
});
