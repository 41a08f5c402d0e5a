/** A binary heap over a plain array, so that a queue is data like everything else. */
export type Ordered = {readonly at: number; readonly rank: string; readonly sequence: number};

function isBefore(a: Ordered, b: Ordered): boolean {
	if (a.at !== b.at) return a.at < b.at;
	return a.rank === b.rank ? a.sequence < b.sequence : a.rank < b.rank;
}

export function push<Item extends Ordered>(heap: Item[], item: Item): void {
	let index = heap.length;
	heap.push(item);
	while (index > 0) {
		const parent = (index - 1) >> 1;
		const above = heap[parent] as Item;
		if (!isBefore(item, above)) break;
		heap[index] = above;
		index = parent;
	}
	heap[index] = item;
}

/** The earliest item; undefined when the heap is empty. */
export function pop<Item extends Ordered>(heap: Item[]): Item | undefined {
	const top = heap[0];
	const last = heap.pop();
	if (top === undefined || last === undefined || heap.length === 0) return top;
	let index = 0;
	for (;;) {
		let child = 2 * index + 1;
		if (child >= heap.length) break;
		if (child + 1 < heap.length && isBefore(heap[child + 1] as Item, heap[child] as Item)) child++;
		if (!isBefore(heap[child] as Item, last)) break;
		heap[index] = heap[child] as Item;
		index = child;
	}
	heap[index] = last;
	return top;
}
