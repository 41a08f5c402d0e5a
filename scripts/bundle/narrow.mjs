/** Characters, as a class of a regular expression, that are one cell wide and join with no neighbour. */
export const narrow =
	'[ -~\\u00A0-\\u00AC\\u00AE-\\u02FF\\u2010-\\u2027\\u2030-\\u203B\\u203D-\\u2048\\u2190-\\u22FF\\u2500-\\u25FC' +
	'\\u2605\\u2606\\u2713\\u2717\\u276F\\u2800-\\u28FF]';

/** Without those that string-width took for emoji before version 8. */
export const narrowBefore8 =
	'[ -~\\u00A0-\\u00A8\\u00AA-\\u00AC\\u00AF-\\u02FF\\u2010-\\u2027\\u2030-\\u203B\\u203D-\\u2048\\u2190-\\u2193\\u21AB-\\u22FF' +
	'\\u2500-\\u25A9\\u25AC-\\u25B5\\u25B7-\\u25BF\\u25C1-\\u25FA\\u2605\\u2606\\u2713\\u2717\\u276F\\u2800-\\u28FF]';
