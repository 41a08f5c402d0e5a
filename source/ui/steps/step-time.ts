import type {TimeAction} from '../keys/actions.ts';
import {speeds} from '../menus/menu.ts';
import type {View} from '../state/view.ts';
import type {Step} from './result.ts';

export function stepTime(what: TimeAction, {ui, snapshot}: View): Step {
	const {isPaused, speed} = snapshot.clock;
	const to = (next: number | undefined): Step => ({
		ui,
		effects: next === undefined || next === speed ? [] : [{type: 'speed', speed: next}],
	});
	switch (what) {
		case 'toggle':
			return {ui, effects: [{type: isPaused ? 'play' : 'pause'}]};
		case 'step':
		case 'jump':
			return {ui, effects: [{type: what}]};
		case 'faster':
			return to(speeds.find(each => each > speed));
		case 'slower':
			return to(speeds.findLast(each => each < speed));
		case 'real':
			return to(1);
	}
}
