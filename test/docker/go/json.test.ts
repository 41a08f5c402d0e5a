import fc from 'fast-check';
import {expect, test} from 'vitest';
import {formatGo} from '../../../source/docker/go/format.ts';
import {fromJson, fromJsonText, indentJson, marshalJson} from '../../../source/docker/go/json.ts';
import {durationType, timeType} from '../../../source/docker/go/time.ts';
import {
	anyType,
	boolType,
	bytesType,
	embedded,
	field,
	GoError,
	mapOf,
	pointerTo,
	sliceOf,
	stringType,
	structType,
	uint64Type,
} from '../../../source/docker/go/type.ts';

const versionType = structType('swarm.Version', [field('Index', uint64Type, ',omitempty')]);
const metaType = structType('swarm.Meta', [
	field('Version', versionType, ',omitempty'),
	field('CreatedAt', timeType, ',omitempty'),
]);
const annotationsType = structType('swarm.Annotations', [
	field('Name', stringType, ',omitempty'),
	field('Labels', mapOf(stringType), 'Labels'),
]);
const managerStatusType = structType('swarm.ManagerStatus', [
	field('Leader', boolType, ',omitempty'),
	field('Addr', stringType, ',omitempty'),
]);
const nodeType = structType('swarm.Node', [
	field('ID', stringType),
	embedded(metaType),
	field('Spec', structType('swarm.NodeSpec', [embedded(annotationsType)]), ',omitempty'),
	field('TrustRoot', bytesType, ',omitempty'),
	field('ManagerStatus', pointerTo(managerStatusType), ',omitempty'),
	field('Expiry', durationType, ',omitempty'),
	field('Secret', stringType, '-'),
]);

test('a struct keeps its own order, drops what is empty, and lets embedded fields lie flat', () => {
	const json = {
		ManagerStatus: {Addr: '10.0.0.1:2377', Leader: true},
		Spec: {Labels: {zone: 'east', tier: 'front'}},
		CreatedAt: '2016-01-01T00:00:00.120Z',
		Version: {Index: 9},
		ID: 'abc',
		TrustRoot: 'aGkB',
		Expiry: 7_776_000_000_000_000,
		Unknown: 1,
	};
	expect(marshalJson(fromJson(json, nodeType))).toBe(
		'{"ID":"abc","Version":{"Index":9},"CreatedAt":"2016-01-01T00:00:00.12Z",' +
			'"Spec":{"Labels":{"tier":"front","zone":"east"}},"TrustRoot":"aGkB",' +
			'"ManagerStatus":{"Leader":true,"Addr":"10.0.0.1:2377"},"Expiry":7776000000000000}',
	);
});

test('the zero value of a struct has its structs, its time and its null map, and no more', () => {
	expect(marshalJson(fromJson({}, nodeType))).toBe(
		'{"ID":"","Version":{},"CreatedAt":"0001-01-01T00:00:00Z","Spec":{"Labels":null}}',
	);
});

test('an outer field hides an embedded one of the same key', () => {
	const inner = structType('Inner', [field('Name', stringType), field('Kept', stringType)]);
	const outer = structType('Outer', [embedded(inner), field('Name', stringType)]);
	expect(marshalJson(fromJson({Name: 'n', Kept: 'k'}, outer))).toBe('{"Kept":"k","Name":"n"}');
});

test('indentation is that of MarshalIndent, empty objects and lists stay closed', () => {
	const value = fromJson({a: [], b: {}, c: [1, {d: '{"'}]}, anyType);
	expect(marshalJson(value, {indent: '    '})).toBe(
		[
			'{',
			'    "a": [],',
			'    "b": {},',
			'    "c": [',
			'        1,',
			'        {',
			'            "d": "{\\""',
			'        }',
			'    ]',
			'}',
		].join('\n'),
	);
});

test('a raw text is indented with its own order and digits', () => {
	expect(indentJson('{"b": 1.50, "a":[ ] , "c":{"x":1e3}}', ' ')).toBe(
		'{\n "b": 1.50,\n "a": [],\n "c": {\n  "x": 1e3\n }\n}',
	);
	// JavaScript indents as Go does.
	const asJavaScript = (value: unknown) =>
		indentJson(JSON.stringify(value), '  ') === JSON.stringify(value, null, '  ');
	fc.assert(fc.property(fc.jsonValue(), asJavaScript), {seed: 1});
});

test('numbers in a raw text print with the digits that came', () => {
	const value = fromJsonText('{"big":12345678901234567890,"f":1.50,"s":"9 \\"8\\" 7","n":null,"7":[1,true]}');
	expect(formatGo(value)).toBe('map[7:[1 true] big:12345678901234567890 f:1.50 n:<nil> s:9 "8" 7]');
	expect(marshalJson(value)).toBe('{"7":[1,true],"big":12345678901234567890,"f":1.50,"n":null,"s":"9 \\"8\\" 7"}');
});

test('JSON that does not fit its type is refused in the words of encoding/json', () => {
	const refuse = (json: unknown, type: Parameters<typeof fromJson>[1]) => () => fromJson(json, type);
	expect(refuse('x', uint64Type)).toThrow(new GoError('json: cannot unmarshal string into Go value of type uint64'));
	expect(refuse(1, stringType)).toThrow(new GoError('json: cannot unmarshal number into Go value of type string'));
	expect(refuse(1.5, uint64Type)).toThrow(
		new GoError('json: cannot unmarshal number 1.5 into Go value of type uint64'),
	);
	expect(refuse({}, sliceOf(stringType))).toThrow(
		new GoError('json: cannot unmarshal object into Go value of type []string'),
	);
});
