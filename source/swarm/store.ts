import type {ClusterObject, NetworkObject, NodeObject} from './objects.ts';

/** A manager's copy of the replicated store. Only committed Raft entries change it. */
export type Store = {
	readonly clusters: Record<string, ClusterObject>;
	readonly nodes: Record<string, NodeObject>;
	readonly networks: Record<string, NetworkObject>;
};

export type Tables = {clusters: ClusterObject; nodes: NodeObject; networks: NetworkObject};
export type TableName = keyof Tables;

/** What one Raft entry does to the store. */
export type Change = {
	[Name in TableName]:
		| {
				readonly action: 'create' | 'update';
				readonly table: Name;
				readonly object: Tables[Name];
				readonly previous?: Tables[Name];
		  }
		| {readonly action: 'remove'; readonly table: Name; readonly object: Tables[Name]};
}[TableName];

export const createStore = (): Store => ({clusters: {}, nodes: {}, networks: {}});

export function applyChange(store: Store, change: Change): void {
	const table = store[change.table] as Record<string, unknown>;
	if (change.action === 'remove') delete table[change.object.id];
	else table[change.object.id] = change.object;
}

/** A transaction being written: reads see its own writes, the store sees nothing until they are committed. */
export type Draft = {
	readonly store: Store;
	readonly changes: Change[];
	/** Version given to every object touched: the commit index at the start. */
	readonly version: number;
	readonly now: number;
};

export const createDraft = (store: Store, version: number, now: number): Draft => ({store, changes: [], version, now});

export function read<Name extends TableName>(draft: Draft, table: Name, id: string): Tables[Name] | undefined {
	for (let index = draft.changes.length - 1; index >= 0; index--) {
		const change = draft.changes[index] as Change;
		if (change.table === table && change.object.id === id) {
			return change.action === 'remove' ? undefined : (change.object as Tables[Name]);
		}
	}
	return (draft.store[table] as Record<string, Tables[Name]>)[id];
}

export function list<Name extends TableName>(draft: Draft, table: Name): Tables[Name][] {
	const merged = new Map(Object.entries(draft.store[table] as Record<string, Tables[Name]>));
	for (const change of draft.changes) {
		if (change.table !== table) continue;
		if (change.action === 'remove') merged.delete(change.object.id);
		else merged.set(change.object.id, change.object as Tables[Name]);
	}
	return [...merged.values()];
}

export function create<Name extends TableName>(draft: Draft, table: Name, object: Omit<Tables[Name], 'meta'>): void {
	const meta = {version: draft.version, createdAt: draft.now, updatedAt: draft.now};
	draft.changes.push({action: 'create', table, object: {...object, meta}} as unknown as Change);
}

export function update<Name extends TableName>(draft: Draft, table: Name, object: Tables[Name]): void {
	const previous = read(draft, table, object.id);
	const meta = {...object.meta, version: draft.version, updatedAt: draft.now};
	draft.changes.push({action: 'update', table, object: {...object, meta}, previous} as unknown as Change);
}

export function remove<Name extends TableName>(draft: Draft, table: Name, id: string): void {
	const object = read(draft, table, id);
	if (object) draft.changes.push({action: 'remove', table, object} as unknown as Change);
}

/** A swarm has one cluster object; absent before the first leader has written it. */
export const theCluster = (store: Store): ClusterObject | undefined => Object.values(store.clusters)[0];
