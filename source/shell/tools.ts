import type {Program} from '../base/program.ts';
import {cat} from './tools/cat.ts';
import {cut} from './tools/cut.ts';
import {date} from './tools/date.ts';
import {echo} from './tools/echo.ts';
import {grep} from './tools/grep.ts';
import {head, tail} from './tools/head-tail.ts';
import {printf} from './tools/printf.ts';
import {seq} from './tools/seq.ts';
import {sleep} from './tools/sleep.ts';
import {sort} from './tools/sort.ts';
import {uniq} from './tools/uniq.ts';
import {wc} from './tools/wc.ts';

/** The programs that every shell has, whatever the lab adds. */
export const tools: Readonly<Record<string, Program>> = {
	cat,
	cut,
	date,
	echo,
	false: async () => 1,
	grep,
	head,
	printf,
	seq,
	sleep,
	sort,
	tail,
	true: async () => 0,
	uniq,
	wc,
};
