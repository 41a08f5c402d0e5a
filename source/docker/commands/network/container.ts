import {Failure} from '../../failure.ts';

/** Throws a `Failure` for a container without a name. */
export function requireContainer(name: string): void {
	if (name.trim() === '') throw new Failure('invalid container name or ID: value is empty');
}
