/** A property that does not hold. */
export class Violation extends Error {
	override readonly name = 'Violation';
	readonly property: string;
	constructor(property: string, detail: string) {
		super(detail);
		this.property = property;
	}
}

export function check(holds: boolean, property: string, detail: () => string): void {
	if (!holds) throw new Violation(property, detail());
}
