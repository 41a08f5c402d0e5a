import {createContext, useContext, useSyncExternalStore} from 'react';
import type {App} from './app.ts';
import type {View} from './state/view.ts';

const AppContext = createContext<App | undefined>(undefined);
export const AppProvider = AppContext.Provider;

export function useApp(): App {
	const app = useContext(AppContext);
	if (app === undefined) throw new Error('A screen outside of the app');
	return app;
}

/** What a selector takes from the view; the component is drawn anew only when that is another value. */
export function useView<Selected>(select: (view: View) => Selected): Selected {
	const {store} = useApp();
	return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
