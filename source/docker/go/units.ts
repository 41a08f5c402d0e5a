import type {GoValue} from './values.ts';

/** go-units `BytesSize`: `20MiB`, `1.953GiB`. */
export function bytesSize(_bytes: number): string {
	throw new Error('TODO');
}

/** go-units `HumanDuration`: `About a minute`, `3 months`. Unit: nanoseconds. */
export function humanDuration(_nanoseconds: number | bigint): string {
	throw new Error('TODO');
}

/** docker/cli `PrettyPrint`: first byte upper case, the rest lower; `undefined` is nil: `None`. */
export function prettyPrint(_value: string | GoValue | undefined): string {
	throw new Error('TODO');
}

/** The first 12 characters of an ID, without an algorithm before `:`. */
export function truncateId(_id: string): string {
	throw new Error('TODO');
}

/** Cuts to at most `width` display columns, the last of them `…`. */
export function ellipsis(_text: string, _width: number): string {
	throw new Error('TODO');
}
