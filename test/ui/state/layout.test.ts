import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {renderFirstFrame} from '../../../source/ui/first-frame.ts';
import {bottomRows, layOut} from '../../../source/ui/state/layout.ts';
import {scrollTail, scrollTop} from '../../../source/ui/state/scroll.ts';
import {panelNames} from '../../../source/ui/state/ui-state.ts';
import {cellWidth} from '../../../source/ui/text/width.ts';
import {aNode, emptyLab, listOn} from '../fixtures.ts';

const size = {columns: fc.integer({min: 60, max: 260}), rows: fc.integer({min: 16, max: 90})};

describe('layout', () => {
	it('fills the terminal exactly, at every size and with any number of nodes', () => {
		const input = fc.record({
			...size,
			nodeCount: fc.oneof(fc.integer({min: 1, max: 12}), fc.constant(200)),
			tableRows: fc.integer({min: 1, max: 201}),
			tableNotes: fc.integer({min: 0, max: 2}),
			zoomed: fc.option(fc.constantFrom(...panelNames), {nil: undefined}),
			hasMenu: fc.boolean(),
			isComparing: fc.boolean(),
			candidates: fc.integer({min: 0, max: 5}),
		});
		fc.assert(
			fc.property(input, given => {
				const {bands, nodes, columns, rows, candidates, hasTimeline} = layOut(given);
				const heights = bands.reduce((sum, {height}) => sum + height, 0);
				expect(1 + (hasTimeline ? 1 : 0) + nodes.height + heights + candidates + bottomRows).toBe(rows);
				for (const band of bands) {
					expect(band.columns.reduce((sum, {width}) => sum + width, 0)).toBe(columns);
					for (const {panels, width} of band.columns) {
						expect(panels.reduce((sum, panel) => sum + panel.height, 0)).toBe(band.height);
						for (const panel of panels) {
							expect(panel.height).toBeGreaterThanOrEqual(2);
							expect(panel.width).toBe(width);
						}
					}
				}
			}),
			{seed: 42, numRuns: 1000},
		);
	});

	it('gives every row exactly the width of the terminal', () => {
		const nodes = fc.oneof(fc.integer({min: 1, max: 12}), fc.constant(60));
		fc.assert(
			fc.property(size.columns, size.rows, nodes, (columns, rows, count) => {
				const snapshot = {...emptyLab.snapshot, nodes: Array.from({length: count}, (_, index) => aNode(index))};
				const lab = {
					snapshot,
					list: listOn(snapshot.nodes, 'node1'),
					prompt: 'node1 $ ',
					advice: 'Type docker swarm init.',
				};
				const drawn = renderFirstFrame(columns, rows, lab, {noColor: true, isAscii: true}).split('\n');
				expect(drawn.length).toBe(rows);
				for (const row of drawn) expect(cellWidth(row)).toBeLessThanOrEqual(columns);
			}),
			{seed: 42, numRuns: 150},
		);
	});

	it('shows five nodes as panes from 80 columns on, and more as a grid that scrolls', () => {
		const of = (columns: number, rows: number, nodeCount: number) =>
			layOut({columns, rows, nodeCount, tableRows: 6, tableNotes: 0, hasMenu: false, isComparing: false, candidates: 0})
				.nodes;
		expect(of(80, 24, 5)).toEqual({style: 'panes', perRow: 5, height: 4});
		expect(of(120, 40, 9)).toEqual({style: 'panes', perRow: 5, height: 10});
		expect(of(60, 16, 5)).toEqual({style: 'grid', perRow: 2, height: 3});
		expect(of(120, 40, 200)).toEqual({style: 'grid', perRow: 4, height: 5});
	});
});

describe('scrolling to older lines', () => {
	const tail = (end: number | undefined, rowsOf = (_: number) => 1) => ({end, length: 100, rowsOf, height: 10});

	it('goes by rows and keeps one row of a page in sight', () => {
		expect(scrollTail(tail(undefined), 'page', -1)).toBe(91);
		expect(scrollTail(tail(91), 'page', -1)).toBe(82);
		expect(scrollTail(tail(undefined), 'half', -1)).toBe(95);
		expect(scrollTail(tail(undefined), 'line', -1)).toBe(99);
		expect(
			scrollTail(
				tail(undefined, () => 3),
				'page',
				-1,
			),
		).toBe(97);
	});

	it('ends at a full first page, and follows again at the end', () => {
		expect(scrollTail(tail(12), 'page', -1)).toBe(10);
		expect(scrollTail(tail(50), 'all', -1)).toBe(10);
		expect(scrollTail(tail(95), 'page', 1)).toBeUndefined();
		expect(scrollTail(tail(50), 'all', 1)).toBeUndefined();
		expect(scrollTail({end: undefined, length: 4, rowsOf: () => 1, height: 10}, 'page', -1)).toBeUndefined();
	});
});

describe('scrolling a list', () => {
	it('stays within it', () => {
		expect(scrollTop(0, 200, 10, 'page', 1)).toBe(9);
		expect(scrollTop(0, 200, 10, 'all', 1)).toBe(190);
		expect(scrollTop(190, 200, 10, 'line', 1)).toBe(190);
		expect(scrollTop(3, 200, 10, 'half', -1)).toBe(0);
		expect(scrollTop(0, 5, 10, 'page', 1)).toBe(0);
	});
});
