/** How many arguments a command takes, and the words in which Docker refuses another number. */
export type Arity =
	| {readonly type: 'none'}
	| {readonly type: 'any'}
	| {readonly type: 'exactly'; readonly count: number}
	/** As cobra itself counts, whose words come without usage. */
	| {readonly type: 'plainly'; readonly count: number}
	| {readonly type: 'at least'; readonly count: number};

export const none: Arity = {type: 'none'};
export const any: Arity = {type: 'any'};

export function exactly(count: number): Arity {
	return {type: 'exactly', count};
}

export function plainly(count: number): Arity {
	return {type: 'plainly', count};
}

export function atLeast(count: number): Arity {
	return {type: 'at least', count};
}

function plural(count: number): string {
	return `${count} argument${count === 1 ? '' : 's'}`;
}

/** What is wrong with this many arguments; undefined: nothing. */
export function arityComplaint(arity: Arity, count: number): string | undefined {
	switch (arity.type) {
		case 'any':
			return undefined;
		case 'none':
			return count === 0 ? undefined : 'accepts no arguments';
		case 'exactly':
			return count === arity.count ? undefined : `requires ${plural(arity.count)}`;
		case 'plainly':
			return count === arity.count ? undefined : `accepts ${arity.count} arg(s), received ${count}`;
		case 'at least':
			return count >= arity.count ? undefined : `requires at least ${plural(arity.count)}`;
	}
}
