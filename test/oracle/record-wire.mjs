#!/usr/bin/env node
// Sends bytes to a real engine and keeps what comes back: how its HTTP server treats clients good and bad.
//
//   record-wire.mjs SOCKET OUT.jsonl
//
// The engine must be node1 of a swarm of two, the only manager. The cases are in wire.mjs.
import {writeFileSync} from 'node:fs';
import {abbreviate, cases, converse} from './wire.mjs';

const [socket, out] = process.argv.slice(2);
const lines = [];
for (const one of cases) {
	const {answer, isClosed} = await converse(socket, one);
	lines.push(`${JSON.stringify({name: one.name, answer: abbreviate(answer), isClosed})}\n`);
	console.log(one.name);
}
writeFileSync(out, lines.join(''));
