import {noFlags} from '../format/flags.ts';
import {formatArgument} from '../format/value.ts';
import {compareBytes} from '../sort.ts';
import {GoError, type GoType} from '../type.ts';
import {type GoValue, isNil, unwrap} from '../values.ts';

type Value = GoValue | undefined;

const badComparison = 'incompatible types for comparison';
const badComparisonType = 'invalid type for comparison';

type Basic = Extract<GoValue, {readonly kind: 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'string'}>;

function isBasic(value: Value): value is Basic {
	return value !== undefined && ['bool', 'int', 'uint', 'float', 'complex', 'string'].includes(value.kind);
}

/** Integers compare whatever their sign; all else only with its own kind. */
function areComparable(a: Basic, b: Basic): boolean {
	const isInteger = ({kind}: Basic) => kind === 'int' || kind === 'uint';
	return a.kind === b.kind || (isInteger(a) && isInteger(b));
}

function isComparableType(type: GoType): boolean {
	if (type.kind === 'struct') return type.fields.every(field => isComparableType(field.type));
	return type.kind !== 'slice' && type.kind !== 'map' && type.kind !== 'func';
}

/** Go's `==` of two values of comparable types. */
function areIdentical(a: GoValue, b: GoValue): boolean {
	if (a.kind !== b.kind || a.type.name !== b.type.name) return false;
	if (a.kind === 'struct' && b.kind === 'struct') {
		return a.fields.every((field, position) => {
			const other = b.fields[position];
			return other !== undefined && areIdentical(field, other);
		});
	}
	if (a.kind === 'interface' && b.kind === 'interface') {
		return a.value === undefined || b.value === undefined ? a.value === b.value : areIdentical(a.value, b.value);
	}
	if (a.kind === 'pointer' && b.kind === 'pointer') return a.target === b.target;
	if (a.kind === 'time' && b.kind === 'time') {
		return a.seconds === b.seconds && a.nanoseconds === b.nanoseconds && a.offsetSeconds === b.offsetSeconds;
	}
	return isBasic(a) && isBasic(b) && isSame(a, b);
}

function isSame(a: Basic, b: Basic): boolean {
	if (a.kind === 'complex') return b.kind === 'complex' && a.real === b.real && a.imaginary === b.imaginary;
	return b.kind !== 'complex' && a.value === b.value;
}

export function areEqual(a: Value, b: Value): boolean {
	if (isBasic(a) && isBasic(b)) {
		if (!areComparable(a, b)) throw new GoError(badComparison);
		return isSame(a, b);
	}
	if (isBasic(a) || isBasic(b)) {
		if (a !== undefined && b !== undefined) throw new GoError(badComparison);
		return false;
	}
	const show = (value: Value) => formatArgument(value, 's', noFlags);
	if (a !== undefined && b !== undefined && kindOf(a) !== kindOf(b)) {
		throw new GoError(
			`non-comparable types ${show(a)}: ${a.type.name}, ${b.type.name}: ${formatArgument(b, 'v', noFlags)}`,
		);
	}
	if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
	if (a === undefined || b === undefined) return false;
	if (!isComparableType(b.type)) throw new GoError(`non-comparable type ${show(b)}: ${b.type.name}`);
	return areIdentical(a, b);
}

/** As reflect has it: bytes are a slice, a time is a struct. */
function kindOf({kind}: GoValue): string {
	return kind === 'bytes' ? 'slice' : kind === 'time' ? 'struct' : kind;
}

export function isLess(first: Value, second: Value): boolean {
	const a = unwrap(first);
	const b = unwrap(second);
	if (!isBasic(a) || !isBasic(b)) throw new GoError(badComparisonType);
	if (!areComparable(a, b)) throw new GoError(badComparison);
	if (a.kind === 'bool' || a.kind === 'complex' || b.kind === 'complex') throw new GoError(badComparisonType);
	if (a.kind === 'string' && b.kind === 'string') return compareBytes(a.value, b.value) < 0;
	return a.value < b.value;
}

export function isLessOrEqual(a: Value, b: Value): boolean {
	return isLess(a, b) || areEqual(unwrap(a), unwrap(b));
}
