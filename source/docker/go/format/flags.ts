/** A directive's flags; `%+v` and `%#v` have their own. */
export type Flags = {
	readonly plus: boolean;
	readonly minus: boolean;
	readonly sharp: boolean;
	readonly space: boolean;
	readonly zero: boolean;
	readonly plusV: boolean;
	readonly sharpV: boolean;
	/** Inside `%!verb(type=value)`, where a value's own methods are not asked. */
	readonly erroring: boolean;
	/** Inside a field that only its own package sees: no methods are asked there either. */
	readonly hidden: boolean;
	readonly width?: number;
	readonly precision?: number;
};

export const noFlags: Flags = {
	plus: false,
	minus: false,
	sharp: false,
	space: false,
	zero: false,
	plusV: false,
	sharpV: false,
	erroring: false,
	hidden: false,
};

/** Fills up to the width, which counts characters. */
export function pad(text: string, flags: Flags): string {
	const missing = (flags.width ?? 0) - [...text].length;
	if (missing <= 0) return text;
	if (flags.minus) return text + ' '.repeat(missing);
	return (flags.zero ? '0' : ' ').repeat(missing) + text;
}
