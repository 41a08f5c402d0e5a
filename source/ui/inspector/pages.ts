import type {View} from '../state/view.ts';
import {certificatePage} from './certificate-page.ts';
import {messagePage} from './message-page.ts';
import {type Page, pageSize} from './page.ts';
import {rootPage} from './root-page.ts';
import {tokenPage} from './token-page.ts';

/** The page that is open; undefined: none is. */
export function openPage(view: View): Page | undefined {
	const {width, height} = pageSize(view.columns, view.rows);
	switch (view.ui.inspector?.page) {
		case 'certificate':
			return certificatePage(view, width);
		case 'tokens':
			return tokenPage(view, width);
		case 'root':
			return rootPage(view, width);
		case 'messages':
			return messagePage(view, width, height);
		case undefined:
			return undefined;
	}
}
