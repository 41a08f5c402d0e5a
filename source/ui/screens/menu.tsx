import {MenuPanel} from '../components/menu-panel.tsx';
import {useApp, useView} from '../hooks.ts';
import {selectMenu} from '../panels/menu.ts';

/** The question that is open. */
export function MenuScreen() {
	const {onChoice} = useApp();
	const model = useView(selectMenu);
	if (model === undefined) return null;
	// Each question is another list, with its own beginning.
	return <MenuPanel key={`${model.step.title} ${model.answers.length}`} model={model} onChoice={onChoice} />;
}
