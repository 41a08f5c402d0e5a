import type {LabSnapshot, ListRow, ListView} from '../../lab/snapshot.ts';

type Ask = (node: string) => ListView;

/** Nodes whose view is one: those that do not refuse to tell, and the selected one in any case. */
export function findViewpoints({nodes}: LabSnapshot, selected: string, ask: Ask): readonly string[] {
	return nodes.map(({name}) => name).filter(name => name === selected || ask(name).type !== 'refusal');
}

/** The first manager of the same swarm that has another view of it. */
export function findDiffering({nodes}: LabSnapshot, viewed: string, ask: Ask): string | undefined {
	const cluster = nodes.find(({name}) => name === viewed)?.cluster;
	if (cluster === undefined) return undefined;
	const others = nodes.filter(
		node => node.cluster === cluster && node.role === 'manager' && node.isRunning && node.name !== viewed,
	);
	return others.find(({name}) => areDifferent(ask(viewed), ask(name)))?.name;
}

/** One is asked in vain where the other answers, or a row says something else. */
export function areDifferent(one: ListView, other: ListView): boolean {
	if (one.type === 'refusal' || other.type === 'refusal') return false;
	return one.type !== other.type || one.rows.length !== other.rows.length || differingRows(one, other).size > 0;
}

/** IDs of the nodes that the first view does not show as the second does. */
export function differingRows(one: ListView, other: ListView): ReadonlySet<string> {
	if (one.type === 'refusal' || other.type === 'refusal') return noIds;
	const known = new Map(other.rows.map(row => [row.id, row]));
	return new Set(one.rows.filter(row => !isAlike(row, known.get(row.id))).map(({id}) => id));
}

const noIds: ReadonlySet<string> = new Set();

/** Whose own row it is lies in the eye of the beholder. */
function isAlike(row: ListRow, other: ListRow | undefined): boolean {
	return (
		other !== undefined &&
		row.hostname === other.hostname &&
		row.status === other.status &&
		row.availability === other.availability &&
		row.managerStatus === other.managerStatus &&
		row.engineVersion === other.engineVersion
	);
}
