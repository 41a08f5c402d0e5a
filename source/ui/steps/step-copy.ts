import {promptOf, type UiState, withPrompt} from '../state/ui-state.ts';
import {selectCluster, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import type {Step} from './result.ts';

/** OSC 52, and Ctrl-Y for terminals that do not know it. `said`: how the notice tells it. */
export function copyText(text: string, ui: UiState, said = `: ${text}`): Step {
	const {line} = promptOf(ui);
	return {
		ui: {
			...withPrompt(ui, {line: {...line, killed: text}}),
			notice: {text: `${glyphs.check} Copied${said}`, style: 'ok'},
		},
		effects: [{type: 'copy', text}],
	};
}

export function stepCopy(role: 'worker' | 'manager', view: View): Step {
	const {ui} = view;
	const cluster = selectCluster(view);
	if (cluster === undefined) return {ui, effects: []};
	const {token} = cluster.tokens[role];
	const text = `docker swarm join --token ${token} ${cluster.joinAddress}`;
	const short = text.replace(token, `${glyphs.more}${token.slice(-5)}`);
	return copyText(text, ui, ` (${role}): ${short}`);
}
