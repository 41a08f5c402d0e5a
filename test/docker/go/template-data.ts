import {fromJsonText} from '../../../source/docker/go/json.ts';
import {durationType, parseTime, timeType} from '../../../source/docker/go/time.ts';
import {
	anyType,
	boolType,
	bytesType,
	embedded,
	type FuncType,
	field,
	float64Type,
	GoError,
	intType,
	mapOf,
	namedType,
	pointerTo,
	sliceOf,
	stringType,
	structType,
	uint64Type,
} from '../../../source/docker/go/type.ts';
import {
	type GoValue,
	goBool,
	goFloat,
	goInt,
	goMap,
	goPointer,
	goSlice,
	goString,
	goStringMap,
	goStrings,
	goStruct,
	type IntValue,
	type StringValue,
	unwrap,
} from '../../../source/docker/go/values.ts';

/** The data that the tables of templates were made with: a `*main.Data` of this shape in Go. */
const roleType = namedType('main.NodeRole', stringType);
const metaType = structType('main.Meta', [field('Index', uint64Type, 'Index,omitempty'), field('CreatedAt', timeType)]);
const innerType = structType('main.Inner', [field('Name', stringType), field('N', intType, 'n,omitempty')]);
const funType: FuncType = {kind: 'func', name: 'func(string) string'};
const namedStrings = namedType('main.Strs', sliceOf(stringType));

const dataType = structType(
	'main.Data',
	[
		embedded(metaType),
		field('ID', stringType),
		field('Empty', stringType),
		field('Role', roleType),
		field('Count', intType, 'count'),
		field('Zero', intType, ',omitempty'),
		field('U', uint64Type),
		field('F', float64Type),
		field('B', boolType),
		field('Ptr', pointerTo(innerType)),
		field('Nil', pointerTo(innerType), ',omitempty'),
		field('Labels', mapOf(stringType)),
		field('NilMap', mapOf(stringType)),
		field('List', sliceOf(stringType)),
		field('NilList', sliceOf(stringType)),
		field('Bytes', bytesType),
		field('Any', mapOf(anyType)),
		field('D', durationType),
		field('Items', sliceOf(innerType)),
		field('Ints', sliceOf(intType)),
		field('M', mapOf(stringType, intType)),
		field('Iface', anyType),
		field('NilAny', anyType),
		field('Hidden', stringType, '-'),
		field('Fun', funType, '-'),
		field('Roles', mapOf(intType, roleType)),
		field('Named', namedStrings),
	],
	{
		methods: {
			Method: {
				parameters: [stringType, intType],
				call: (_data: GoValue, text: StringValue, count: IntValue) => goString(`${text.value}*${count.value}`),
			},
			Plain: {parameters: [], call: () => goString('plain')},
			Fail: {
				parameters: [stringType],
				call: (_data: GoValue, {value}: StringValue) => {
					if (value === 'x') throw new GoError('it failed');
					return goString(`ok ${value}`);
				},
			},
			Var: {
				parameters: [stringType, intType],
				variadic: true,
				call: (_data: GoValue, {value}: StringValue, ...rest: IntValue[]) => {
					return goString(`${value}[${rest.map(number => number.value).join(' ')}]`);
				},
			},
			Getf: {parameters: [], call: () => goFloat(2.5)},
		},
	},
);

const anyJson = String.raw`{
	"s": "text", "n": 12, "f": 1.50, "b": true, "null": null, "list": [1, "two", null, {"x": "y"}],
	"map": {"b": "2", "a": 1}, "html": "<a&b>\u2028", "big": 12345678901234567890
}`;

function inner(name: string, number: number): GoValue {
	return goStruct(innerType, {Name: goString(name), N: goInt(number)});
}

export const templateData = goPointer(
	goStruct(dataType, {
		Meta: goStruct(metaType, {Index: goInt(7, uint64Type), CreatedAt: parseTime('2016-01-02T03:04:05.006Z')}),
		ID: goString('tupx5xzf6hvsrhnruz5cr8gwp'),
		Role: goString('manager', roleType),
		Count: goInt(3),
		U: goInt(42, uint64Type),
		F: goFloat(1.5),
		B: goBool(true),
		Ptr: goPointer(inner('in', 5)),
		Labels: goStringMap({tier: 'front', zone: 'east', 'a-b': 'c'}),
		List: goStrings(['a', 'b', 'cé']),
		Bytes: {kind: 'bytes', type: bytesType, bytes: new TextEncoder().encode('hi\u0001')},
		Any: unwrap(fromJsonText(anyJson)) as GoValue,
		D: goInt(2160n * 3_600_000_000_000n + 1_500_000_000n, durationType),
		Items: goSlice([inner('x', 1), inner('<y>', 0)], sliceOf(innerType)),
		Ints: goSlice(
			[3, 1, 2].map(number => goInt(number)),
			sliceOf(intType),
		),
		M: goMap(
			[
				['10', goString('ten')],
				['9', goString('nine')],
			],
			mapOf(stringType, intType),
		),
		Iface: {kind: 'interface', type: anyType, value: goString('iface')},
		Hidden: goString('h'),
		Fun: {
			kind: 'func',
			type: funType,
			call: {parameters: [stringType], call: ({value}: StringValue) => goString(`<${value}>`)},
		},
		Roles: goMap([['w', goInt(1)]], mapOf(intType, roleType)),
		Named: {...goStrings(['p', 'q']), type: namedStrings},
	}),
);
