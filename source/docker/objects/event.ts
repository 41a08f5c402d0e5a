import {field, int64Type, namedType, stringType, structType} from '../go/type.ts';
import {stringMapType} from './meta.ts';

const actorType = structType('events.Actor', [field('ID', stringType), field('Attributes', stringMapType)]);

export const eventType = structType('events.Message', [
	field('Status', stringType, 'status,omitempty'),
	field('ID', stringType, 'id,omitempty'),
	field('From', stringType, 'from,omitempty'),
	field('Type', namedType('events.Type', stringType)),
	field('Action', namedType('events.Action', stringType)),
	field('Actor', actorType),
	field('Scope', stringType, 'scope,omitempty'),
	field('Time', int64Type, 'time,omitempty'),
	field('TimeNano', int64Type, 'timeNano,omitempty'),
]);

/** What `docker events` prints of an event without a template. */
export type Event = {
	readonly Type?: string;
	readonly Action?: string;
	readonly Actor?: {readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> | null};
	/** Unit: seconds since 1970. */
	readonly time?: number;
	/** Unit: nanoseconds since 1970. */
	readonly timeNano?: number | bigint;
};
