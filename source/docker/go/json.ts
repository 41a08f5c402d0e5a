import type {GoType} from './type.ts';
import type {GoValue} from './values.ts';

export type MarshalOptions = {
	/** What one level is indented with, as `json.MarshalIndent(value, "", indent)`; default: everything on one line. */
	readonly indent?: string;
	/** Write `<`, `>` and `&` as \u003c, \u003e and \\u0026. Default true, as in `json.Marshal`. */
	readonly escapeHtml?: boolean;
};

/** `json.Marshal`: fields in their declared order, maps by key, omitempty, base64 bytes, Go's escapes. */
export function marshalJson(_value: GoValue | undefined, _options: MarshalOptions = {}): string {
	throw new Error('TODO');
}

/**
`json.Unmarshal` of something `JSON.parse` gave: unknown keys are dropped, missing ones are zero values, `anyType`
becomes maps, slices, strings, booleans and float64s. Errors: a `GoError` with Go's text when a type does not fit.
*/
export function fromJson(_json: unknown, _type: GoType): GoValue {
	throw new Error('TODO');
}

/** As `fromJson` into `any` with the decoder's `UseNumber`: numbers are `json.Number`s, printed as they came. */
export function fromJsonText(_text: string): GoValue {
	throw new Error('TODO');
}

/** `json.Indent` of a JSON text as it came: keys keep their order, numbers their digits. */
export function indentJson(_text: string, _indent: string): string {
	throw new Error('TODO');
}
