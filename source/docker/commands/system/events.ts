import {parseDuration} from '../../../base/duration.ts';
import {Failure} from '../../failure.ts';
import {encodeFilters} from '../../filters.ts';
import {parseFormat} from '../../go/docker-functions.ts';
import {fromJson, parseJson} from '../../go/json.ts';
import {parseTimeAs} from '../../go/parse-time.ts';
import {compareBytes} from '../../go/sort.ts';
import {quote} from '../../go/strconv.ts';
import {executeTemplate, type Template, TemplateError} from '../../go/template.ts';
import {formatTime, unixTime} from '../../go/time.ts';
import {goPointer, zeroValue} from '../../go/values.ts';
import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {filter, string} from '../../grammar/kinds.ts';
import {type Event, eventType} from '../../objects/event.ts';
import {inspectFormatHelp} from '../../output/format-flag.ts';

export const eventsCommand = leaf({
	name: 'events',
	aliasPaths: ['docker system events', 'docker events'],
	usage: '[OPTIONS]',
	summary: 'Follow what happens in the engine',
	arity: none,
	asksLate: true,
	flags: {
		filter: flag(filter, 'Show only what meets these conditions', {
			shorthand: 'f',
			takes: ['type=node', 'type=network', 'scope=swarm', 'scope=local', 'event=', 'node=', 'network=', 'label='],
		}),
		format: flag(string(), inspectFormatHelp),
		since: flag(string(), 'Begin with what happened since then: a time, or how long ago'),
		until: flag(string(), 'End at that time'),
	},
	run: async ({client, flags: {format, filter: conditions, since, until}, io}) => {
		const show = format === '' ? eventLine : shownBy(parseEventFormat(format));
		client.open();
		const query = {
			filters: encodeFilters(conditions),
			since: since === '' ? undefined : timestamp(since, io.now()),
			until: until === '' ? undefined : timestamp(until, io.now()),
		};
		for await (const line of lines(await client.stream('/events', query))) show(parseJson(line) as Event, io.stdout);
	},
});

async function* lines(pieces: AsyncIterable<string>): AsyncIterable<string> {
	let rest = '';
	for await (const piece of pieces) {
		const whole = (rest + piece).split('\n');
		rest = whole.pop() ?? '';
		yield* whole;
	}
	if (rest !== '') throw new Failure('unexpected EOF');
}

type Show = (event: Event, write: (text: string) => void) => void;

const lineLayout = '2006-01-02T15:04:05.000000000Z07:00';

const eventLine: Show = ({Type = '', Action = '', Actor, time = 0, timeNano = 0}, write) => {
	const nanoseconds = BigInt(timeNano) || BigInt(time) * 1_000_000_000n;
	const at = nanoseconds === 0n ? '' : `${formatTime(unixTime(nanoseconds), lineLayout)} `;
	const attributes = Actor?.Attributes ?? {};
	const pairs = Object.keys(attributes)
		.toSorted(compareBytes)
		.map(key => `${key}=${attributes[key]}`);
	const details = pairs.length > 0 ? ` (${pairs.join(', ')})` : '';
	write(`${at}${Type} ${Action} ${Actor?.ID ?? ''}${details}\n`);
};

const shownBy =
	(template: Template): Show =>
	(event, write) => {
		try {
			write(`${executeTemplate(template, fromJson(event, eventType))}\n`);
		} catch (error) {
			if (!(error instanceof TemplateError)) throw error;
			write(`${error.output}\n`);
			throw new Failure(error.message);
		}
	};

/** A template that does not fit events is refused before any comes. */
function parseEventFormat(format: string): Template {
	try {
		const template = parseFormat(format === 'json' ? '{{json .}}' : format);
		executeTemplate(template, goPointer(zeroValue(eventType)));
		return template;
	} catch (error) {
		throw error instanceof TemplateError ? new Failure(`Error parsing format: ${error.message}`, 64) : error;
	}
}

/** What the engine takes: seconds since 1970, from how long ago, a date with or without time and zone, or itself. */
function timestamp(text: string, now: number): string {
	const ago = text === '0' ? undefined : durationMs(text);
	if (ago !== undefined) return String(Math.floor((now - ago) / 1000));
	try {
		const {seconds, nanoseconds} = parseTimeAs(layoutOf(text), text);
		return `${seconds}.${String(nanoseconds).padStart(9, '0')}`;
	} catch (error) {
		// It was meant as a date.
		if (text.includes('-')) throw error;
	}
	const parts = /^([^.]*)(?:\.(.*))?$/s.exec(text)?.slice(1, 3) ?? [];
	if (parts.every(part => part === undefined || /^[+-]?\d+$/.test(part))) return text;
	throw new Failure(`failed to parse value as time or duration: ${quote(text)}`);
}

function durationMs(text: string): number | undefined {
	try {
		return parseDuration(text) / 1_000_000;
	} catch {
		return undefined;
	}
}

/** Which form of a date a text is likely to have. (moby api/types/time) */
function layoutOf(text: string): string {
	const hasZone = /[zZ+]/.test(text) || text.split('-').length - 1 === 3;
	const zone = hasZone ? 'Z07:00' : '';
	if (text.includes('.')) return `2006-01-02T15:04:05.999999999${zone}`;
	if (!text.includes('T')) return `2006-01-02${zone}`;
	const colons = text.split(':').length - 1;
	const ofClock = hasZone && !/[zZ]/.test(text) && colons > 0 ? colons - 1 : colons;
	return `2006-01-02${['T15', 'T15:04'][ofClock] ?? 'T15:04:05'}${zone}`;
}
