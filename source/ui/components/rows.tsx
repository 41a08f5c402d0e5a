import {Text} from 'ink';
import {memo} from 'react';

type RowsProps = {
	/** Finished rows: cut, filled and styled. */
	readonly rows: readonly string[];
};

/** One Text a row: Ink lays nothing out inside, and a row that stays is not touched. */
export const Rows = memo(({rows}: RowsProps) =>
	// A row's place is its identity.
	// biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
	rows.map((row, y) => <Text key={y}>{row === '' ? ' ' : row}</Text>),
);
