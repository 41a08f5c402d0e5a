export type TabwriterOptions = {
	/** Least cell width, padding included. */
	readonly minWidth: number;
	/** Blanks after the widest cell. */
	readonly padding: number;
};

/** List tables: `tabwriter.NewWriter(out, 10, 1, 3, ' ', 0)`. */
export const listTable: TabwriterOptions = {minWidth: 10, padding: 3};
/** `docker version`. */
export const versionTable: TabwriterOptions = {minWidth: 20, padding: 1};

/**
Aligns tab-terminated cells as Go's text/tabwriter does: the text after a line's last tab belongs to no column. Widths
are display widths.
*/
export function alignColumns(_text: string, _options: TabwriterOptions = listTable): string {
	throw new Error('TODO');
}
