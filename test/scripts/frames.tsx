/**
A program that draws a few hundred frames of ever-changing trees and prints them as JSON: bundled with
and without the cures, it must print the same. Whatever a screen can hold comes by: borders, styles,
wide and joined characters, clipping, overlaps, wrapping, rows that go and come back.
*/
import {EventEmitter} from 'node:events';
import {Box, render, Text, Transform} from 'ink';
import {randomInteger} from '../../source/base/random.ts';

const words = [
	'docker node ls',
	'▶ 1×',
	'cert ▓▓▓▓▓▓▓▓░ 89d',
	'日本語のテキスト',
	'👩‍👩‍👧 family 🐳',
	'flags 🇩🇪🇫🇷 ⚠️ ✔ ©',
	'e\u0301 combining',
	'\u001B[31mred \u001B[1mbold\u001B[0m plain',
	'한국어 ᄀᆞ',
	'a\ttab',
	'line one\nline two\n\nline four',
	'',
];
const colors = ['red', 'green', '#8899ff', 'ansi256(200)'];
const wraps = ['wrap', 'truncate', 'truncate-middle', 'end'] as const;

const pick = <Item,>(items: readonly Item[], ...keys: readonly (string | number)[]) =>
	items[randomInteger(items.length, 7, 'frames', ...keys)] as Item;

function Leaf({name, frame}: {readonly name: string; readonly frame: number}) {
	// Most leaves stay as they are for some frames, each for another number of them.
	const age = Math.floor(frame / (1 + randomInteger(8, 7, 'age', name)));
	const on = (trait: string) => randomInteger(3, 7, trait, name, age) === 0;
	const text = (
		<Text
			color={on('color') ? pick(colors, 'color', name, age) : undefined}
			backgroundColor={on('background') ? pick(colors, 'background', name, age) : undefined}
			bold={on('bold')}
			dimColor={on('dim')}
			inverse={on('inverse')}
			wrap={pick(wraps, 'wrap', name, age)}
		>
			{pick(words, 'word', name, age)} {age}
		</Text>
	);
	return on('transform') ? <Transform transform={line => line.toUpperCase()}>{text}</Transform> : text;
}

function Branch({name, depth, frame}: {readonly name: string; readonly depth: number; readonly frame: number}) {
	const age = Math.floor(frame / 10);
	const on = (trait: string) => randomInteger(3, 7, trait, name, age) === 0;
	const size = (trait: string, bound: number) => randomInteger(bound, 7, trait, name, age);
	const children = Array.from({length: 1 + size('children', 4)}, (_, index) => `${name}.${index}`);
	return (
		<Box
			flexDirection={on('row') ? 'row' : 'column'}
			borderStyle={on('border') ? pick(['round', 'single', 'double'], 'border', name, age) : undefined}
			overflow={on('clip') ? 'hidden' : 'visible'}
			overflowY={on('clipY') ? 'hidden' : undefined}
			width={on('width') ? 4 + size('width', 40) : undefined}
			height={on('height') ? 1 + size('height', 8) : undefined}
			marginLeft={on('left') ? size('left', 9) - 4 : 0}
			marginTop={on('top') ? size('top', 5) - 2 : 0}
			flexShrink={on('stiff') ? 0 : 1}
		>
			{children.map(child =>
				depth > 0 ? (
					<Branch key={child} name={child} depth={depth - 1} frame={frame} />
				) : (
					<Leaf key={child} name={child} frame={frame} />
				),
			)}
		</Box>
	);
}

const frames: string[] = [];
const stdout = Object.assign(new EventEmitter(), {
	columns: 80,
	rows: 24,
	write: (frame: string) => frames.push(frame) > 0,
});
const app = render(null, {stdout: stdout as never, debug: true, patchConsole: false});
for (let frame = 0; frame < 160; frame++) {
	if (frame % 40 === 39) {
		stdout.columns = 21 + frame;
		stdout.emit('resize');
	}
	app.rerender(
		<Box width={stdout.columns} height={stdout.rows} flexDirection="column" overflow="hidden">
			<Branch name="root" depth={2} frame={frame} />
		</Box>,
	);
}
app.unmount();
process.stdout.write(JSON.stringify(frames));
