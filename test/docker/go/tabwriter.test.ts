import {expect, test} from 'vitest';
import {alignColumns, listTable, versionTable} from '../../../source/docker/go/tabwriter.ts';
import {readCases} from './cases.ts';

test("columns align as Go's text/tabwriter aligns them", () => {
	const cases = readCases<[text: string, minWidth: number, aligned: string]>('columns');
	const results = cases.map(([text, minWidth]) => {
		return [text, minWidth, alignColumns(text, minWidth === listTable.minWidth ? listTable : versionTable)];
	});
	expect(results).toEqual(cases);
});

test('the header of an empty docker node ps has its known widths', () => {
	const header = 'ID\tNAME\tIMAGE\tNODE\tDESIRED STATE\tCURRENT STATE\tERROR\tPORTS\n';
	expect(alignColumns(header)).toBe(
		'ID        NAME      IMAGE     NODE      DESIRED STATE   CURRENT STATE   ERROR     PORTS\n',
	);
});

test('a row of docker node ls keeps blanks after its last but one cell only', () => {
	const id = 'wq59oyp7mapv5kasikuhflpa7';
	expect(alignColumns(`ID  \tHOSTNAME\tENGINE\n${id} *\tm1\t28.5.2\n`)).toBe(
		`ID${' '.repeat(28)}HOSTNAME   ENGINE\n${id} *   m1         28.5.2\n`,
	);
});

test('wide characters take two columns', () => {
	expect(alignColumns('NAME\tX\n世界世界世界\ty\nabc…\tz\n')).toBe(
		'NAME           X\n世界世界世界   y\nabc…           z\n',
	);
});
