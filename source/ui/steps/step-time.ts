import type {TimeAction} from '../keys/actions.ts';
import {speeds} from '../menus/menu.ts';
import type {Key} from '../terminal/keys.ts';
import {glyphs} from '../text/glyphs.ts';
import {formatSpan} from '../text/time.ts';
import {only, type Step, type StepContext} from './result.ts';

export function stepTime(what: TimeAction, key: Key, context: StepContext): Step {
	const {ui, snapshot} = context.view;
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
			return stepLeap(what, key, context);
		case 'faster':
			return to(speeds.find(each => each > speed));
		case 'slower':
			return to(speeds.findLast(each => each < speed));
		case 'real':
			return to(1);
	}
}

/** Nobody can take a leap back, so a single character asks first; a function key is meant. */
function stepLeap(what: 'step' | 'jump', {name, text}: Key, {view, ask}: StepContext): Step {
	const {ui, snapshot} = view;
	const {confirmation} = ui;
	const next = ask.nextRotation();
	if (what === 'jump' && next === undefined) {
		return only({...ui, notice: {text: 'Nothing rotates yet: there is no swarm.', style: 'warn'}});
	}
	const span = next === undefined ? '' : formatSpan(next.at - snapshot.clock.now);
	const isMeant = text === undefined || (confirmation?.type === 'leap' && confirmation.key === name);
	if (!isMeant) {
		const leap = what === 'jump' ? `jumps ${span} ahead: ${next?.what}.` : 'lets time run up to the next event.';
		const notice = {text: `${name} once more ${leap}`, style: 'warn'} as const;
		return only({...ui, confirmation: {type: 'leap', key: name}, notice});
	}
	if (what === 'step') return {ui, effects: [{type: what}]};
	const news = `${glyphs.arrow} ${span} ahead: ${next?.what}. Time stands still there, F6 lets it go on.`;
	return {ui: {...ui, notice: {text: news, style: 'ok'}}, effects: [{type: what}]};
}
