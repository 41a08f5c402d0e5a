import {describe, expect, test} from 'vitest';
import {lint} from './lint.ts';

const pureRooms = ['base', 'simulation', 'raft', 'pki', 'api', 'swarm', 'engine', 'docker', 'shell'];

/** One statement a line; each must be reported. */
const banned = [
	'export const a1 = Date.now();',
	'export const a2 = new Date();',
	'export const a3 = Date();',
	'export const a4 = Date["now"]();',
	'export const {now: a5} = Date;',
	'export const a6 = performance.now();',
	'export const b1 = Math.random();',
	'export const {random: b2} = Math;',
	'export const b3 = crypto.getRandomValues(new Uint8Array(1));',
	'export const b4 = (curve: {utils: {randomSecretKey: () => string}}) => curve.utils.randomSecretKey();',
	"export {randomBytes} from 'node:crypto';",
	"export {randomUUID as b5, createHash} from 'node:crypto';",
	"export * from 'node:crypto';",
	'setTimeout(() => {}, 1);',
	'setInterval(() => {}, 1);',
	'setImmediate(() => {});',
	'export const c1 = process.env;',
	'export const c2 = globalThis.process;',
	'console.log(1);',
	'await fetch("http://localhost");',
	...['child_process', 'fs', 'fs/promises', 'http', 'net', 'os', 'perf_hooks', 'process', 'timers/promises', 'vm'].map(
		name => `import 'node:${name}';`,
	),
	"import 'fs';",
	"await import('node:fs');",
];

/** What looks alike and is allowed. */
const allowed = [
	'export const d1 = new Date(0).toISOString();',
	'export const d2 = Date.UTC(2026, 0, 1) + Date.parse("2026-01-01T00:00:00Z");',
	'export const d3 = (io: {process: number; now: () => number}) => io.process + io.now();',
	"export {createHash as d4, X509Certificate} from 'node:crypto';",
];

describe('clock, chance and the outside world stay outside', () => {
	const findings = lint(
		Object.fromEntries(
			[...pureRooms, 'ui', 'lab'].flatMap(room => [
				[`source/${room}/x.ts`, banned.join('\n')],
				[`source/${room}/deeper/y.ts`, allowed.join('\n')],
			]),
		),
	);
	const linesReported = (file: string) =>
		[...new Set(findings.filter(finding => finding.file === file).map(finding => finding.line))].sort((a, b) => a - b);

	test.each(pureRooms)('source/%s: every way to them is reported', room => {
		const missed = banned.filter((_, index) => !linesReported(`source/${room}/x.ts`).includes(index + 1));
		expect(missed).toEqual([]);
	});

	test.each(pureRooms)('source/%s: arithmetic on dates and hashes is not', room => {
		expect(findings.filter(finding => finding.file === `source/${room}/deeper/y.ts`)).toEqual([]);
	});

	test.each(['ui', 'lab'])('source/%s is an edge: of all this only chance is reported', room => {
		const chance = findings.filter(
			({file, rule}) => file === `source/${room}/x.ts` && rule === 'noJsRestrictedProperties',
		);
		expect(chance.map(finding => finding.message).sort()).toEqual([
			"Do not use 'Math.random'.",
			"Do not use 'Math.random'.",
			"Do not use 'crypto.getRandomValues'.",
		]);
	});
});
