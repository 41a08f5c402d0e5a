import {readdirSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {lint} from './lint.ts';

/** Each room and the rooms it may use. */
const mayUse: Readonly<Record<string, readonly string[]>> = {
	base: [],
	simulation: ['base'],
	raft: ['base'],
	pki: ['base'],
	api: ['base'],
	swarm: ['simulation', 'raft', 'pki', 'api', 'base'],
	engine: ['swarm', 'simulation', 'pki', 'api', 'base'],
	docker: ['api', 'base'],
	sockets: ['api', 'base'],
	shell: ['base'],
	lab: ['engine', 'swarm', 'simulation', 'raft', 'pki', 'docker', 'shell', 'api', 'base'],
	ui: ['lab', 'base'],
};

const rooms = Object.keys(mayUse);
/** What an import can name besides a room: the top level and a room that nobody has heard of. */
const targets = [...rooms, 'cli', 'cli.tsx', 'attic'];

const forbidden = (room: string) =>
	targets
		.filter(target => target !== room && !mayUse[room]?.includes(target))
		.map(target => `source/${room} → ${target}`);

/** Lints one file per room, at this depth, that imports every other room; says which imports were reported. */
function reportedImports(folders: string, statement: (source: string) => string): readonly string[] {
	const up = '../'.repeat(folders.split('/').length - 1);
	const files = rooms.map(room => {
		const imports = targets.filter(target => target !== room).map(target => statement(`${up}${target}/x.ts`));
		return [`source/${room}${folders}x.ts`, imports.join('\n')] as const;
	});
	return lint(Object.fromEntries(files))
		.map(finding => /^(source\/\w+) may not use source\/(.+)$/.exec(finding.message))
		.flatMap(match => (match ? [`${match[1]} → ${match[2]}`] : []));
}

const statements = {
	'an import': (source: string) => `import '${source}';`,
	'an import of types': (source: string) => `import type {X} from '${source}'; export type Y${source.length} = X;`,
	'a re-export': (source: string) => `export * from '${source}';`,
	'a dynamic import': (source: string) => `await import('${source}');`,
};

describe('a room uses only the rooms below it', () => {
	const expected = rooms.flatMap(forbidden).sort();

	test.each(Object.entries(statements))('%s of any other room is reported', (_, statement) => {
		expect([...reportedImports('/', statement)].sort()).toEqual(expected);
	});

	test.each(['/deeper/', '/deeper/still/'])('also from the folder %s', folders => {
		expect([...reportedImports(folders, statements['an import'])].sort()).toEqual(expected);
	});

	test('folders of a room nest at most two deep, so that no import escapes the check', () => {
		const source = path.resolve(import.meta.dirname, '../../source');
		const files = readdirSync(source, {recursive: true, encoding: 'utf8'});
		expect(files.length).toBeGreaterThan(0);
		expect(files.filter(file => /\.tsx?$/.test(file) && file.split(path.sep).length > 4)).toEqual([]);
	});

	test('a room that is not in the table may use nothing', () => {
		const findings = lint({'source/attic/x.ts': "import '../base/random.ts';"});
		expect(findings.map(finding => finding.message)).toEqual(['source/attic may not use source/base']);
	});

	test('imports inside a room are nobody’s business, even where a folder is called like a room', () => {
		const findings = lint({
			'source/docker/x.ts': "import './swarm/y.ts';",
			'source/docker/grammar/x.ts': "import './y.ts';\nimport '../docker.ts';",
		});
		expect(findings).toEqual([]);
	});
});

test('Go’s part of the command line knows nothing of Docker’s', () => {
	const findings = lint({
		'source/docker/go/x.ts': "import '../failure.ts';\nimport './y.ts';\nimport '../../base/duration.ts';",
		'source/docker/go/template/x.ts':
			"import '../../client.ts';\nimport '../y.ts';\nimport '../../../base/duration.ts';",
	});
	expect(findings.map(finding => finding.message).sort()).toEqual([
		'source/docker/go may not use docker/client.ts',
		'source/docker/go may not use docker/failure.ts',
	]);
});

test('the screen’s and the certificates’ packages stay in their rooms', () => {
	const packages = ['react', 'ink', 'ink-table', 'ink-select-input', 'node-forge', '@noble/curves/nist.js'];
	const text = packages.map(name => `import '${name}';`).join('\n');
	const findings = lint(Object.fromEntries(['ui', 'pki', 'swarm'].map(room => [`source/${room}/x.ts`, text])));
	expect(findings.map(finding => finding.message).sort()).toEqual(
		[
			...['react', 'ink', 'ink-table', 'ink-select-input', 'node-forge', '@noble'].map(
				name => `swarm may not use ${name}`,
			),
			...['react', 'ink', 'ink-table', 'ink-select-input'].map(name => `pki may not use ${name}`),
			...['node-forge', '@noble'].map(name => `ui may not use ${name}`),
		]
			.map(message => `source/${message}`)
			.sort(),
	);
});
