import {describe, expect, it} from 'vitest';
import {type CursorWord, wordAt} from '../../source/shell/word-at.ts';

/** The `|` marks the cursor. */
function at(marked: string): CursorWord | undefined {
	const cursor = marked.indexOf('¦');
	return wordAt(marked.replace('¦', ''), cursor);
}

describe('the word under the cursor', () => {
	it.each<[string, string[], string, number]>([
		['¦', [], '', 0],
		['doc¦', [], 'doc', 0],
		['docker swarm jo¦', ['docker', 'swarm'], 'jo', 13],
		['docker swarm ¦', ['docker', 'swarm'], '', 13],
		['docker swarm jo¦in worker', ['docker', 'swarm'], 'jo', 13],
		['docker no¦ ls', ['docker'], 'no', 7],
		['docker info | gr¦', [], 'gr', 14],
		['docker info |¦', [], '', 13],
		['docker info; docker no¦', ['docker'], 'no', 20],
		['docker info && docker no¦', ['docker'], 'no', 22],
		['! docker no¦', ['docker'], 'no', 9],
		['echo $(docker no¦', ['docker'], 'no', 14],
		['TOKEN=$(docker swarm join-token -q ¦', ['docker', 'swarm', 'join-token', '-q'], '', 35],
		['echo "$(docker no¦', ['docker'], 'no', 15],
		['echo `docker no¦', ['docker'], 'no', 13],
		['docker swarm join --token $(echo a) 17¦', ['docker', 'swarm', 'join', '--token', '$(echo a)'], '17', 36],
		['for N in 3 4; do docker no¦', ['docker'], 'no', 24],
		['for N in 3 4\ndo\n  docker no¦', ['docker'], 'no', 25],
		['for N in no¦', ['for', 'N', 'in'], 'no', 9],
		['for N in a; do b; done; docker no¦', ['docker'], 'no', 31],
		['for N in a; do ¦', [], '', 15],
		['DOCKER_HOST=tcp://node3:2375 docker no¦', ['docker'], 'no', 36],
		['docker \\\n  no¦', ['docker'], 'no', 11],
		['docker info > a no¦', ['docker', 'info'], 'no', 16],
	])('%s', (marked, words, text, from) => {
		expect(at(marked)).toEqual({hosts: [], words, text, raw: marked.slice(from, marked.indexOf('¦')), from, quote: ''});
	});

	it.each<[string, string[], string, string, '' | '"' | "'"]>([
		[`docker 'no¦`, ['docker'], 'no', `'no`, "'"],
		[`docker node ls --filter "name=no¦`, ['docker', 'node', 'ls', '--filter'], 'name=no', '"name=no', '"'],
		[
			`docker node ls --format '{{.ID}} {{.Ho¦`,
			['docker', 'node', 'ls', '--format'],
			'{{.ID}} {{.Ho',
			`'{{.ID}} {{.Ho`,
			"'",
		],
		[`docker n"o"d¦`, ['docker'], 'nod', 'n"o"d', ''],
		[`'docker' "swa¦`, ['docker'], 'swa', '"swa', '"'],
		[`docker a\\ b¦`, ['docker'], 'a b', 'a\\ b', ''],
		[`docker "a$N¦`, ['docker'], 'a$N', '"a$N', '"'],
		[`docker "a$(echo b)c¦`, ['docker'], 'a$(echo b)c', '"a$(echo b)c', '"'],
	])('%s keeps its quotes', (marked, words, text, raw, quote) => {
		expect(at(marked)).toMatchObject({words, text, raw, quote, from: marked.indexOf('¦') - raw.length});
	});

	it.each<[string, string[], string[], string, number]>([
		['ssh no¦', [], ['ssh'], 'no', 4],
		['ssh node2 ¦', ['node2'], [], '', 10],
		['ssh node2 docker swarm jo¦', ['node2'], ['docker', 'swarm'], 'jo', 23],
		["ssh node2 'docker swarm jo¦", ['node2'], ['docker', 'swarm'], 'jo', 24],
		['ssh node2 "docker info | gr¦', ['node2'], [], 'gr', 25],
		['ssh node2 "A=1 docker no¦', ['node2'], ['docker'], 'no', 22],
		['ssh node2 A=1 docker no¦', ['node2'], ['docker'], 'no', 21],
		['ssh node2 ssh node3 docker no¦', ['node2', 'node3'], ['docker'], 'no', 27],
		["ssh node2 'ssh node3 docker no¦", ['node2', 'node3'], ['docker'], 'no', 28],
		['ssh node2 docker info | gr¦', [], [], 'gr', 24],
		["ssh node2 docker node ls --format '{{.Ho¦", ['node2'], ['docker', 'node', 'ls', '--format'], '{{.Ho', 34],
	])('%s is a command for that host', (marked, hosts, words, text, from) => {
		expect(at(marked)).toMatchObject({hosts, words, text, from});
	});

	it('names a file behind a redirection', () => {
		expect(at('docker info > fi¦')).toMatchObject({words: ['docker', 'info'], text: 'fi', redirection: '>'});
		expect(at('docker info 2>¦')).toMatchObject({words: ['docker', 'info'], text: '', redirection: '>'});
		expect(at('docker info > f¦ -')?.redirection).toBe('>');
		expect(at('docker info > f -¦')?.redirection).toBeUndefined();
	});

	it('is nowhere in a comment, behind an error or against a keyword', () => {
		expect(at('docker # no¦')).toBeUndefined();
		expect(at('docker ) no¦')).toBeUndefined();
		expect(at('for N in a; do echo; done¦')).toBeUndefined();
		expect(at('# a\n doc¦')).toMatchObject({text: 'doc'});
	});
});
