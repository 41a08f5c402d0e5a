import type {Row} from '../text/row.ts';

/** A page of the inspector, before it is cut to the screen. */
export type Page = {
	readonly title: string;
	/** At the right end of the title's line. */
	readonly note?: string;
	/** Always seen: above and below what scrolls. */
	readonly head: readonly Row[];
	readonly foot: readonly Row[];
	readonly body: readonly Row[];
	/** A row of the body that has to be seen, wherever it was scrolled to. */
	readonly focus?: number;
};

/** Rows of the screen that a page leaves to others: the clock above, the status line and the footer below. */
export const aroundPage = 3;
const titleRows = 1;

/** Cells and rows within a page's frame. */
export function pageSize(columns: number, rows: number): {readonly width: number; readonly height: number} {
	return {width: columns - 2, height: rows - aroundPage - titleRows};
}

/** Rows of the body that are seen at once. */
export function bodyHeight({head, foot}: Page, height: number): number {
	return Math.max(1, height - head.length - foot.length);
}

/** First row of the body that is seen. */
export function firstRow(page: Page, top: number, height: number): number {
	const seen = bodyHeight(page, height);
	const last = Math.max(0, page.body.length - seen);
	const wanted = page.focus === undefined ? top : page.focus - Math.floor(seen / 2);
	return Math.max(0, Math.min(last, wanted));
}
