/** ASN.1 values by node-forge, which keeps bytes in strings: here they go in and out as Uint8Array. */
import type forge from 'node-forge';
import asn1 from 'node-forge/lib/asn1.js';
import pem from 'node-forge/lib/pem.js';
import {remember} from './remember.ts';

export type Asn1 = forge.asn1.Asn1;

const {Class, Type} = asn1;

export const toBinary = (bytes: Uint8Array): string =>
	Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
export const fromBinary = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

const primitive = (type: forge.asn1.Type, value: string) => asn1.create(Class.UNIVERSAL, type, false, value);

export const sequence = (...items: Asn1[]) => asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, items);
export const set = (...items: Asn1[]) => asn1.create(Class.UNIVERSAL, Type.SET, true, items);
/** Remembered: the same few are in every certificate. */
export const objectIdentifier: (oid: string) => Asn1 = remember(64, oid =>
	primitive(Type.OID, asn1.oidToDer(oid).getBytes()),
);
export const boolean = (value: boolean) => primitive(Type.BOOLEAN, value ? '\u00FF' : '\u0000');
export const octetString = (bytes: Uint8Array) => primitive(Type.OCTETSTRING, toBinary(bytes));
export const bitString = (bytes: Uint8Array, unusedBits = 0) =>
	primitive(Type.BITSTRING, String.fromCharCode(unusedBits) + toBinary(bytes));
export const smallInteger = (value: number) => primitive(Type.INTEGER, asn1.integerToDer(value).getBytes());

/** A big-endian number of any length; it must not be negative, so its top bit must be clear. */
export function integer(bytes: Uint8Array): Asn1 {
	let start = 0;
	while (start < bytes.length - 1 && bytes[start] === 0 && (bytes[start + 1] ?? 0) < 0x80) start++;
	return primitive(Type.INTEGER, toBinary(bytes.subarray(start)));
}

/** PrintableString where the characters allow it and UTF8String where not, as Go chooses. */
export function text(value: string): Asn1 {
	if (/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value)) return primitive(Type.PRINTABLESTRING, value);
	return utf8(value);
}

/** UTF8String, as openssl writes all names but a country's. */
export const utf8 = (value: string): Asn1 => primitive(Type.UTF8, toBinary(new TextEncoder().encode(value)));

/** UTCTime up to 2049 and GeneralizedTime from 2050, as RFC 5280 wants. Unit: milliseconds since 1970. */
export function time(ms: number): Asn1 {
	const date = new Date(ms);
	if (date.getUTCFullYear() < 2050) return primitive(Type.UTCTIME, asn1.dateToUtcTime(date));
	return primitive(Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date));
}

/** `[number]` around whole values. */
export const explicit = (number: number, ...items: Asn1[]) =>
	asn1.create(Class.CONTEXT_SPECIFIC, number as forge.asn1.Type, true, items);

/** `[number]` in place of a string type's own tag. */
export const implicit = (number: number, bytes: Uint8Array) =>
	asn1.create(Class.CONTEXT_SPECIFIC, number as forge.asn1.Type, false, toBinary(bytes));

export const encodeDer = (value: Asn1): Uint8Array => fromBinary(asn1.toDer(value).getBytes());

export const decodeDer = (der: Uint8Array): Asn1 =>
	// Forge would else look for ASN.1 inside of keys and signatures.
	asn1.fromDer(toBinary(der), {strict: true, parseAllBytes: true, decodeBitStrings: false} as never);

/** The parts of a SEQUENCE, SET or explicit tag. */
export function parts(value: Asn1 | undefined): Asn1[] {
	if (!Array.isArray(value?.value)) throw new Error('malformed ASN.1: a structure is missing');
	return value.value;
}

function content(value: Asn1 | undefined): string {
	if (typeof value?.value !== 'string') throw new Error('malformed ASN.1: a value is missing');
	return value.value;
}

export const readBytes = (value: Asn1 | undefined): Uint8Array => fromBinary(content(value));
export const readBits = (value: Asn1 | undefined): Uint8Array => readBytes(value).subarray(1);
export const readOid = (value: Asn1 | undefined): string => asn1.derToOid(content(value));
export const readText = (value: Asn1 | undefined): string => new TextDecoder().decode(readBytes(value));
export const isBoolean = (value: Asn1 | undefined): boolean =>
	value?.tagClass === Class.UNIVERSAL && value.type === Type.BOOLEAN;
/** The context-specific `[number]` among these parts, where it is there. */
export const tagged = (items: readonly Asn1[], number: number): Asn1 | undefined =>
	items.find(item => item.tagClass === Class.CONTEXT_SPECIFIC && item.type === (number as forge.asn1.Type));

/** Unit: milliseconds since 1970. */
export function readTime(value: Asn1 | undefined): number {
	const digits = content(value);
	return (value?.type === Type.UTCTIME ? asn1.utcTimeToDate(digits) : asn1.generalizedTimeToDate(digits)).getTime();
}

/** Lines of 64 characters that end in LF, the last one too, as Go writes them. */
export function encodePem(type: string, der: Uint8Array): string {
	const message = {type, body: toBinary(der)} as forge.pem.ObjectPEM;
	return pem.encode(message, {maxline: 64}).replaceAll('\r\n', '\n');
}

/** All blocks of one type, in order. Throws where there is none. */
export function decodePem(type: string, pemText: string): Uint8Array[] {
	const blocks = pem.decode(pemText).filter(block => block.type === type);
	if (blocks.length === 0) throw new Error(`no ${type} in this PEM text`);
	return blocks.map(block => fromBinary(block.body));
}
