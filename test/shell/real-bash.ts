import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Bash 5 with the GNU tools, which differ from others in blanks and messages. */
export const hasBash =
	spawnSync('bash', [
		'-c',
		'[[ $BASH_VERSION == 5* ]] && grep --version | grep -q GNU && sort --version | grep -q "GNU coreutils" && printenv PATH',
	]).status === 0;

/** What the real shell makes of each script: one bash for all, a subshell and an empty folder for each. */
export function runInBash(scripts: readonly string[]): {stdout: string; status: number}[] {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'bash-'));
	try {
		const calls = scripts.map((script, index) => {
			mkdirSync(path.join(folder, String(index)));
			return `try ${index} ${quote(script)}`;
		});
		const driver = `try() { (cd "$1"; TRIED=$2; shift 2; eval "$TRIED") 2>/dev/null </dev/null; printf '\\036%s\\037' "$?"; }`;
		const {stdout} = spawnSync('bash', ['-s'], {
			cwd: folder,
			input: [driver, ...calls].join('\n'),
			encoding: 'utf8',
			env: {PATH: process.env.PATH, LC_ALL: 'C.UTF-8'},
			maxBuffer: 1e9,
		});
		return stdout
			.split('\u001f')
			.slice(0, scripts.length)
			.map(text => ({
				stdout: text.slice(0, text.lastIndexOf('\u001e')),
				status: Number(text.slice(text.lastIndexOf('\u001e') + 1)),
			}));
	} finally {
		rmSync(folder, {recursive: true});
	}
}

function quote(script: string): string {
	return `'${script.replaceAll("'", "'\\''")}'`;
}
