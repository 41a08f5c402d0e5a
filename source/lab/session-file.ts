import {createHash} from 'node:crypto';
import type {ApiRequest} from '../api/message.ts';
import {isIp} from '../simulation/network.ts';
import {addRecord, type Beginning, beginSession, type Record, RecordError, type Session} from './session.ts';
import type {ExtraInterface} from './world.ts';

/**
A session as text: a header and then a line for each record, as they happened. Every line ends with a checksum over
itself and all lines before it, so a file is whole up to the first line that is not, and lines can only be added.
*/
export type Header = {
	/** The swarmlab that wrote it: another one may make something else of the same inputs. */
	readonly program: string;
	/** By the user's own clock. Unit: milliseconds since 1970. */
	readonly openedAt: number;
	readonly beginning: Beginning;
};

/** A line without its end, and the checksum that the next one goes on from. */
export type Line = {readonly text: string; readonly sum: string};

export type SessionFile = {
	readonly header: Header;
	readonly session: Session;
	/** Of the last whole line. */
	readonly sum: string;
	/** The whole lines. Unit: bytes of UTF-8. */
	readonly length: number;
	/** Something follows the last whole line: it was being written when the program or the machine died. */
	readonly isTorn: boolean;
};

/** The file cannot be used; the message names the line and what can be done. */
export class SessionFileError extends Error {
	override readonly name = 'SessionFileError';
}

const format = 'swarmlab session';
const version = 1;
const secret = 'Whoever has this file can compute every key, token and certificate of this lab.';
const SUM_LENGTH = 16;
const NODES_MAX = 1000;

const sumOf = (text: string, before: string): string =>
	createHash('sha256').update(`${before}\n${text}`).digest('hex').slice(0, SUM_LENGTH);

function seal(content: object, before: string): Line {
	const text = JSON.stringify(content);
	const sum = sumOf(text, before);
	return {text: `${text.slice(0, -1)},"sum":"${sum}"}`, sum};
}

export const printHeader = ({program, openedAt, beginning}: Header): Line =>
	seal({format, version, secret, program, openedAt: new Date(openedAt).toISOString(), ...beginning}, '');

export const printRecord = (record: Record, before: string): Line => seal(record, before);

/** Whole, with the records in the order in which they can be read again. */
export function printSession(header: Header, records: readonly Record[]): string {
	let line = printHeader(header);
	let text = `${line.text}\n`;
	for (const record of records) {
		line = printRecord(record, line.sum);
		text += `${line.text}\n`;
	}
	return text;
}

/** Throws a `SessionFileError`. A last line without its end is not read. */
export function parseSession(text: string, file: string): SessionFile {
	const whole = text.slice(0, text.lastIndexOf('\n') + 1);
	const [first = '', ...lines] = whole.split('\n').slice(0, -1);
	const header = parseHeader(first, `${file}:1`, whole === '');
	const session = beginSession(header.beginning);
	let sum = first.slice(-2 - SUM_LENGTH, -2);
	for (const [index, line] of lines.entries()) {
		const place = `${file}:${index + 2}`;
		const before = index === 0 ? 'the line before it is' : `the ${index + 1} lines before it are`;
		const salvage = `${before} whole: head -n ${index + 1} ${file} > NEW, and import that`;
		const content = open(line, sum);
		if (content === undefined) {
			throw new SessionFileError(`${place}: its checksum does not fit: the line was changed or damaged; ${salvage}`);
		}
		try {
			addRecord(session, readRecord(content, header.beginning.nodes));
		} catch (error) {
			if (!(error instanceof RecordError)) throw error;
			throw new SessionFileError(`${place}: ${error.message}; ${salvage}`);
		}
		sum = line.slice(-2 - SUM_LENGTH, -2);
	}
	return {header, session, sum, length: Buffer.byteLength(whole), isTorn: whole.length < text.length};
}

/** What a line says, if it is whole. */
function open(line: string, before: string): Readonly<{[name: string]: unknown}> | undefined {
	const match = /^(\{.*),"sum":"([0-9a-f]{16})"\}$/s.exec(line);
	if (!match || sumOf(`${match[1]}}`, before) !== match[2]) return undefined;
	try {
		return JSON.parse(`${match[1]}}`);
	} catch {
		return undefined;
	}
}

function parseHeader(line: string, place: string, isEmpty: boolean): Header {
	if (isEmpty || !line.startsWith(`{"format":"${format}"`)) {
		throw new SessionFileError(
			`${place}: this is no session of swarmlab; those begin with {"format":"${format}" and are written by swarmlab export`,
		);
	}
	const written = /^\{"format":"[^"]*","version":(\d+)/.exec(line)?.[1];
	if (written !== undefined && Number(written) > version) {
		throw new SessionFileError(
			`${place}: a newer swarmlab wrote this (format ${written}, this one reads ${version}): install that one`,
		);
	}
	const content = open(line, '');
	if (content === undefined) {
		throw new SessionFileError(
			`${place}: its checksum does not fit: the line was changed or damaged; it says where everything began, so nothing can be read without it: take another copy`,
		);
	}
	const beginning = readBeginning(content);
	const openedAt = Date.parse(String(content.openedAt));
	if (!beginning || Number.isNaN(openedAt) || typeof content.program !== 'string') {
		throw new SessionFileError(`${place}: it does not say where the session begins: take another copy`);
	}
	return {program: content.program, openedAt, beginning};
}

type Content = Readonly<{[name: string]: unknown}>;

const isMoment = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

function readBeginning({seed, startedAt, nodes, interfaces}: Content): Beginning | undefined {
	if (typeof seed !== 'string' || !isMoment(startedAt) || !Array.isArray(interfaces)) return undefined;
	if (!Number.isInteger(nodes) || (nodes as number) < 1 || (nodes as number) > NODES_MAX) return undefined;
	return interfaces.every(isInterface) ? {seed, startedAt, nodes: nodes as number, interfaces} : undefined;
}

function isInterface(value: unknown): value is ExtraInterface {
	const {node, interface: nic, address, prefixLength} = (value ?? {}) as Content;
	const isNamed = typeof node === 'string' && typeof nic === 'string';
	return isNamed && typeof address === 'string' && isIp(address) && Number.isInteger(prefixLength);
}

const isTexts = (value: unknown): boolean =>
	value === undefined ||
	(value !== null && typeof value === 'object' && Object.values(value).every(one => typeof one === 'string'));

function isRequest(value: unknown): value is ApiRequest {
	const {method, path, query, headers, body} = (value ?? {}) as Content;
	const isPlaced = typeof method === 'string' && typeof path === 'string';
	return isPlaced && isTexts(query) && isTexts(headers) && (body === undefined || typeof body === 'string');
}

/** Throws a `RecordError`. */
function readRecord({type, at, node, text, inputs, branch, request}: Content, nodes: number): Record {
	const fail = (message: string): never => {
		throw new RecordError(message);
	};
	const moment = () => (isMoment(at) ? at : fail('it says no moment'));
	const where = () => {
		const number = /^node([1-9]\d*)$/.exec(String(node))?.[1];
		return number !== undefined && Number(number) <= nodes ? String(node) : fail(`there is no ${node}`);
	};
	const count = (value: unknown) => (Number.isInteger(value) ? (value as number) : fail('it says no number'));
	switch (type) {
		case 'line':
			return {at: moment(), type, node: where(), text: typeof text === 'string' ? text : fail('it says no line')};
		case 'request':
			return {at: moment(), type, node: where(), request: isRequest(request) ? request : fail('it says no request')};
		case 'interrupt':
		case 'end':
		case 'clear':
			return {at: moment(), type, node: where()};
		case 'fork':
			return {type, at: moment(), inputs: count(inputs)};
		case 'branch':
			return {type, branch: count(branch)};
		case 'clock':
			return {type, at: moment()};
		default:
			return fail(`this swarmlab does not know what '${type}' is`);
	}
}
