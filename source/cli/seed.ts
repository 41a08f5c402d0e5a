/** Short, so that it can be read out and typed. */
export function anySeed(): string {
	return String(1 + Math.floor(Math.random() * 9999));
}
