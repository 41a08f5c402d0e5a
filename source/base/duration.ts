/** Not a duration; the message is Go's: `time: missing unit in duration "5"`. */
export class DurationError extends Error {
	override readonly name = 'DurationError';
}

/**
Go's `time.ParseDuration`: `1h30m`, `-1.5s`, `100µs`, `0`.

Unit: nanoseconds, as a number: exact to 2^53 (104 days), beyond it for all multiples of 512 ns, so for whole seconds
up to Go's own limit of 292 years. Errors: a `DurationError`.
*/
export function parseDuration(_text: string): number {
	throw new Error('TODO');
}

/** Go's `Duration.String`: `2160h0m0s`, `1.5s`, `100ms`, `0s`. Unit: nanoseconds. */
export function formatDuration(_nanoseconds: number | bigint): string {
	throw new Error('TODO');
}
