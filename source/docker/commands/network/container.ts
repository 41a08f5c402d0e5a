import {Failure} from '../../failure.ts';
import {trimSpace} from '../../go/strconv.ts';

/** A container's name as it is sent. Throws a `Failure` where there is none. */
export function containerName(text: string): string {
	const name = trimSpace(text);
	if (name === '') throw new Failure('invalid container name or ID: value is empty');
	return name;
}
