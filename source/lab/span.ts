/** Spans of time as they are typed and said. Unit of a number: milliseconds. */
const units: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};

/** Reads `90s`, `5m`, `1.5h`, `30d`; undefined where it is none. */
export function readSpan(text: string): number | undefined {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
	return match ? Math.round(Number(match[1]) * (units[match[2] ?? ''] ?? 0)) : undefined;
}

/** What is wrong with a number that could mean anything; undefined where something else is wrong. */
export const describeBareNumber = (text: string): string | undefined =>
	/^\d+(?:\.\d+)?$/.test(text) ? `'${text}' needs a unit: ms, s, m, h or d` : undefined;

/** As one would type it: `90d`, `2h`, in the largest unit of which it is a whole number. */
export function writeSpan(ms: number, separator = ''): string {
	const [unit, size] = Object.entries(units).findLast(([, one]) => ms >= one && ms % one === 0) ?? ['ms', 1];
	return `${ms / size}${separator}${unit}`;
}
