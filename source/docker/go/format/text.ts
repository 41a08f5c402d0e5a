import {canBackquote, quote} from '../strconv.ts';
import {type Flags, pad} from './flags.ts';

/** Precision counts characters. */
function cut(text: string, {precision}: Flags): string {
	return precision === undefined ? text : [...text].slice(0, precision).join('');
}

export function formatText(text: string, flags: Flags): string {
	return pad(cut(text, flags), flags);
}

export function formatQuoted(text: string, flags: Flags): string {
	const shown = cut(text, flags);
	if (flags.sharp && canBackquote(shown)) return pad(`\`${shown}\``, flags);
	return pad(quote(shown, {asciiOnly: flags.plus}), flags);
}

export function formatHexBytes(bytes: Uint8Array, verb: string, flags: Flags): string {
	const shown = bytes.subarray(0, flags.precision ?? bytes.length);
	const prefix = flags.sharp ? '0x' : '';
	const pairs = Array.from(shown, byte => byte.toString(16).padStart(2, '0'));
	const text = flags.space
		? pairs.map(pair => prefix + pair).join(' ')
		: pairs.length > 0
			? prefix + pairs.join('')
			: '';
	return pad(verb === 'X' ? text.toUpperCase() : text, flags);
}
