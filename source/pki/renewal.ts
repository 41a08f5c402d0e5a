const minute = 60_000;

/** When a certificate is valid, or may be renewed. Units: milliseconds since 1970. */
export type Validity = {readonly notBefore: number; readonly notAfter: number};

function wholeMinutes({notBefore, notAfter}: Validity): {lower: number; upper: number} {
	const minutes = (notAfter - notBefore) / minute;
	return {lower: Math.trunc(minutes * 0.5), upper: Math.trunc(minutes * 0.8)};
}

/**
The times at which a certificate is renewed: from half of its validity up to four fifths, counted in
whole minutes. `until` itself is never drawn.
*/
export function renewalWindow(validity: Validity): {readonly from: number; readonly until: number} {
	const {lower, upper} = wholeMinutes(validity);
	return {from: validity.notBefore + lower * minute, until: validity.notBefore + upper * minute};
}

/**
A minute of the window. It may lie in the past: then the renewal is due now.
@param fraction random, in [0, 1).
*/
export function drawRenewal(validity: Validity, fraction: number): number {
	const {lower, upper} = wholeMinutes(validity);
	return validity.notBefore + (lower + Math.floor(fraction * Math.max(upper - lower, 0))) * minute;
}
