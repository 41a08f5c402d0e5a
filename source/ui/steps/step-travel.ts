import type {Destination} from '../../lab/contract.ts';
import type {TravelAction} from '../keys/actions.ts';
import type {View} from '../state/view.ts';
import type {Step} from './result.ts';

const hour = 3_600_000;

export function stepTravel(to: TravelAction, {ui, snapshot}: View): Step {
	return {ui: {...ui, end: {}}, effects: [{type: 'travel', to: destinationOf(to, snapshot.clock.now)}]};
}

function destinationOf(to: TravelAction, now: number): Destination {
	switch (to) {
		case 'previous-mark':
			return {type: 'mark', step: -1};
		case 'next-mark':
			return {type: 'mark', step: 1};
		case 'hour-back':
			return {type: 'moment', at: now - hour};
		case 'hour-ahead':
			return {type: 'moment', at: now + hour};
		case 'undo':
		case 'end':
			return {type: to};
	}
}
