import type {Checkpoint} from './present.ts';
import type {Position} from './session.ts';

/** Of one branch, oldest first. */
export type Checkpoints = Checkpoint[];

/** More of them would only make long ways back a little shorter. */
const MAX = 60;

/** Whether one moment does not come after the other. */
export const isUpTo = (one: Position, other: Position): boolean => one.at <= other.at && one.inputs <= other.inputs;

/** The last one from which a moment can be reached. */
export const nearest = (checkpoints: readonly Checkpoint[], position: Position): Checkpoint | undefined =>
	checkpoints.findLast(checkpoint => isUpTo(checkpoint, position));

/** Adds one in its place; where there are too many, the one that is missed least goes. */
export function addCheckpoint(checkpoints: Checkpoints, checkpoint: Checkpoint): void {
	const before = checkpoints.findLastIndex(({work}) => work <= checkpoint.work);
	checkpoints.splice(before + 1, 0, checkpoint);
	if (checkpoints.length > MAX) checkpoints.splice(leastMissed(checkpoints), 1);
}

/**
The one without which the way to its neighbour grows least, in proportion to how far back it lies: so the gaps grow
with age, and going back takes work in proportion to how far one goes. The first and the last one stay.
*/
function leastMissed(checkpoints: readonly Checkpoint[]): number {
	const work = checkpoints.map(checkpoint => checkpoint.work);
	const newest = work.at(-1) ?? 0;
	const gaps = work.slice(2).map((after, index) => {
		const before = work[index] ?? 0;
		return (after - before) / (newest - before + 1);
	});
	return gaps.indexOf(Math.min(...gaps)) + 1;
}
