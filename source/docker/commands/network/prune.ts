import {encodeFilters} from '../../filters.ts';
import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool, filter} from '../../grammar/kinds.ts';
import {confirm} from '../../prompt.ts';

const warning =
	'WARNING! This will remove all custom networks not used by at least one container.\n' +
	'Are you sure you want to continue?';

export const pruneCommand = leaf({
	name: 'prune',
	usage: '[OPTIONS]',
	summary: 'Delete networks that nothing uses',
	arity: none,
	asksLate: true,
	apiVersion: '1.25',
	flags: {
		filter: flag(filter, 'Only those that meet these conditions (e.g. "until=24h")', {takes: ['label=', 'until=']}),
		force: flag(bool(), 'Do not ask', {shorthand: 'f'}),
	},
	run: async ({flags: {filter: conditions, force}, client, io}) => {
		if (!force && !(await confirm(warning, io))) return;
		const filters = encodeFilters(conditions);
		const {NetworksDeleted} = await client.post<{NetworksDeleted: readonly string[] | null}>('/networks/prune', {
			query: {filters},
		});
		if (NetworksDeleted?.length) io.stdout(`Deleted Networks:\n${NetworksDeleted.join('\n')}\n\n`);
	},
});
