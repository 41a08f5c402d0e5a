import {describe, expect, it} from 'vitest';
import {completeDocker} from '../../source/docker/completion.ts';

/** `docker node up|`: completes what stands before the bar. */
function at(line: string) {
	const words = line.slice('docker '.length).split(' ');
	return completeDocker(words, words.length - 1);
}

const texts = (line: string) => at(line).candidates.map(({text}) => text);

describe('completion', () => {
	it('offers what the lab can do, and nothing else of Docker', () => {
		expect(texts('docker ')).toEqual(['version', 'info', 'context', 'network', 'system', 'node', 'swarm', 'events']);
		expect(texts('docker n')).toEqual(['network', 'node']);
		expect(texts('docker frob')).toEqual([]);
	});

	it('offers the commands of a group, with what they do', () => {
		expect(texts('docker swarm ')).toEqual([
			'ca',
			'init',
			'join',
			'join-token',
			'leave',
			'unlock',
			'unlock-key',
			'update',
		]);
		expect(at('docker node pro').candidates).toEqual([{text: 'promote', note: 'Make managers of workers'}]);
		expect(texts('docker -D node l')).toEqual(['ls']);
	});

	it('offers flags by their long names once a dash is there', () => {
		expect(texts('docker swarm leave -')).toEqual(['--force', '--help']);
		expect(texts('docker swarm init --a')).toEqual(['--advertise-addr', '--autolock', '--availability']);
		expect(texts('docker node ls x --q')).toEqual(['--quiet']);
		expect(texts('docker node ls -- --q')).toEqual([]);
	});

	it.each([
		['docker node inspect ', 'self or node'],
		['docker node update --role manager ', 'node'],
		['docker node rm node1 ', 'node'],
		['docker swarm join ', 'address'],
		['docker swarm join --token ', 'token'],
		['docker swarm join -', undefined],
		['docker swarm init --advertise-addr ', 'interface'],
		['docker network rm ', 'network'],
		['docker swarm ca --rotate --ca-cert ', 'file'],
		['docker swarm leave -f ', undefined],
		['docker swarm join 172.31.4.11 ', undefined],
	])('knows what goes at the end of `%s`: %s', (line, takes) => {
		expect(at(line).takes).toBe(takes);
	});

	it('completes the part after an equals sign', () => {
		expect(at('docker swarm join --token=SWM')).toEqual({from: 8, candidates: [], takes: 'token'});
		expect(at('docker node update --availability=d')).toEqual({from: 15, candidates: [{text: 'drain'}]});
		expect(at('docker node ls -f=ro')).toMatchObject({from: 3});
	});

	it('offers the values that a flag or an argument may have', () => {
		expect(texts('docker swarm join-token ')).toEqual(['worker', 'manager']);
		expect(texts('docker swarm join-token -q m')).toEqual(['manager']);
		expect(texts('docker swarm join-token worker ')).toEqual([]);
		expect(texts('docker node ls -qf role=')).toEqual(['role=manager', 'role=worker']);
	});

	it('completes the topics of help', () => {
		expect(texts('docker help n')).toEqual(['network', 'node']);
		expect(texts('docker help node d')).toEqual(['demote']);
	});
});
