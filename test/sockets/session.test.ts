import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {ConnectionError} from '../../source/api/message.ts';
import {beginSession, type Record} from '../../source/lab/session.ts';
import {parseSession, printSession} from '../../source/lab/session-file.ts';
import {createTransport} from '../../source/sockets/transport.ts';
import {formSwarm, type ServedLab, serveLab} from './lab.ts';

const beginning = {seed: '1', startedAt: Date.UTC(2026, 0, 1), nodes: 2, interfaces: []};
const session = () => beginSession(beginning);
let served: ServedLab;
let records: Record[];
beforeEach(async () => {
	served = await serveLab(2, 1000, session());
	records = [];
	served.lab.keepDiary({write: record => records.push(record), view: () => ({id: 'x'}), subscribe: () => {}});
	await formSwarm(served);
});
afterEach(() => served.close());

const ask = (method: 'GET' | 'POST', path: string, body?: string) =>
	createTransport(`unix://${served.socketOf('node1')}`)({
		method,
		path: `/v1.50${path}`,
		headers: {'Content-Type': 'application/json'},
		...(body === undefined ? {} : {body}),
	});
const create = (name: string) => ask('POST', '/networks/create', JSON.stringify({Name: name, Driver: 'overlay'}));
const arrive = () => vi.waitFor(() => expect(served.lab.snapshot().timeline.journey).toBeUndefined());

test('what clients outside ask is written down with all else, and lived again as it was', async () => {
	const {Id} = JSON.parse((await create('one')).body) as {Id: string};
	expect(records.filter(({type}) => type === 'request')).toMatchObject([
		{
			node: 'node1',
			request: {method: 'POST', path: '/v1.50/networks/create', body: '{"Name":"one","Driver":"overlay"}'},
		},
	]);
	const written = printSession({program: '0', openedAt: 1, beginning}, records);
	const other = await serveLab(2, 1000, parseSession(written, 'x').session);
	await vi.waitFor(() => expect(other.lab.snapshot().timeline.journey).toBeUndefined());
	expect(await other.type('node1', 'docker network ls -q --no-trunc')).toContain(Id);
	other.close();
});

test('while an earlier moment is looked at nobody answers; what was done from outside can be undone', async () => {
	await create('one');
	served.lab.time.pause();
	served.lab.time.travel({type: 'undo'});
	await vi.waitFor(() => expect(served.lab.snapshot().timeline.arrival).toBe('undone: POST /v1.50/networks/create'));
	await arrive();
	await expect(ask('GET', '/networks')).rejects.toBeInstanceOf(ConnectionError);
	served.lab.time.travel({type: 'end'});
	await arrive();
	await vi.waitFor(async () => expect((await ask('GET', '/networks')).body).toContain('"one"'));
});

test('who waits for an answer when the present is left has his connection broken', async () => {
	served.lab.time.setSpeed(1);
	const joining = ask('POST', '/networks/create', '{"Name":"x","Driver":"nosuch"}');
	const outcome = expect(joining).rejects.toThrow('EOF');
	await new Promise(resolve => setTimeout(resolve, 100));
	served.lab.time.travel({type: 'moment', at: beginning.startedAt});
	await outcome;
});
