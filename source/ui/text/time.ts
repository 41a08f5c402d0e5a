const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

const units = [
	[year, 'y'],
	[day, 'd'],
	[hour, 'h'],
	[minute, 'm'],
	[second, 's'],
] as const;

/** `2026-11-23 10:42:17`, UTC. */
export function formatMoment(at: number): string {
	return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** `2026-11-23`, UTC. */
export function formatDate(at: number): string {
	return new Date(at).toISOString().slice(0, 10);
}

/** `10:42:17`, UTC. */
export function formatTimeOfDay(at: number): string {
	return new Date(at).toISOString().slice(11, 19);
}

/** The two largest units: `19y 361d`, `57d 4h`, `3m 12s`. */
export function formatSpan(ms: number, separator = ' '): string {
	const rest = Math.max(0, ms);
	const index = units.findIndex(([size]) => rest >= size);
	const [size, name] = units[index] ?? [second, 's'];
	const count = Math.floor(rest / size);
	const [nextSize, nextName] = units[index + 1] ?? [0, ''];
	if (index === -1 || nextSize === 0) return `${count}${name}`;
	const nextCount = Math.floor((rest - count * size) / nextSize);
	return nextCount === 0 ? `${count}${name}` : `${count}${name}${separator}${nextCount}${nextName}`;
}

/** The largest unit alone: `89d`, `11h`. */
export function formatSpanShort(ms: number): string {
	return formatSpan(ms).split(' ')[0] ?? '';
}

/** `3m ago`, `just now`: whole minutes, so that a dashboard stands still between them. */
export function formatAge(ms: number): string {
	return ms < minute ? 'just now' : `${formatSpanShort(ms)} ago`;
}

/** What is left until then: `11h 57m`, under a minute `12s`, past it `due`. */
export function formatUntil(ms: number): string {
	if (ms <= 0) return 'due';
	return ms < hour ? formatSpanShort(ms) : formatSpan(ms);
}

/** `1,000×`. Intl would take 15 ms to say the same the first time. */
export function formatSpeed(speed: number): string {
	return `${String(speed).replace(/\B(?=(?:\d{3})+$)/g, ',')}×`;
}
