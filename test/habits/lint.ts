import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';

export type Finding = {readonly file: string; readonly line: number; readonly rule: string; readonly message: string};

type Report = {
	readonly diagnostics: readonly {
		readonly category: string;
		readonly message: string;
		readonly location: {readonly path: string; readonly start: {readonly line: number}};
	}[];
};

const root = path.resolve(import.meta.dirname, '../..');
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** What the project's own lint configuration says of these files (path → text), written to a folder of their own. */
export function lint(files: Readonly<Record<string, string>>): readonly Finding[] {
	const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-habits-'));
	try {
		cpSync(path.join(root, 'biome.json'), path.join(folder, 'biome.json'));
		cpSync(path.join(root, 'test/habits'), path.join(folder, 'test/habits'), {recursive: true});
		for (const [file, text] of Object.entries(files)) {
			mkdirSync(path.dirname(path.join(folder, file)), {recursive: true});
			writeFileSync(path.join(folder, file), text);
		}
		const words = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', 'source'];
		const {stdout, stderr} = spawnSync(process.execPath, [biome, ...words], {cwd: folder, encoding: 'utf8'});
		if (!stdout.startsWith('{')) throw new Error(`biome said no JSON: ${stdout}${stderr}`);
		const report = JSON.parse(stdout) as Report;
		return report.diagnostics.map(({category, message, location}) => ({
			file: location.path,
			line: location.start.line,
			rule: category.replace(/^.*\//, ''),
			message,
		}));
	} finally {
		rmSync(folder, {recursive: true});
	}
}
