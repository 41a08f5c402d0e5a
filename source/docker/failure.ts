import {GoError} from './go/type.ts';

/** What ends a command: a message for standard error and the exit status. */
export class Failure extends Error {
	override readonly name: string = 'Failure';
	readonly exitCode: number;

	constructor(message: string, exitCode = 1) {
		super(message);
		this.exitCode = exitCode;
	}
}

/** Ctrl-C ended the command: nothing more is printed, and the status is that of a program killed by SIGINT. */
export class Interrupted extends Error {
	override readonly name = 'Interrupted';
	readonly exitCode = 130;
}

/** Ends the client at once, whatever the command would have made of a failure. */
export class Fatal extends Error {
	override readonly name = 'Fatal';
}

/** For those who go on after a failure: throws whatever else it is. What Go calls an error is a failure too. */
export function asFailure(error: unknown): Failure {
	if (error instanceof Failure) return error;
	if (error instanceof GoError) return new Failure(error.message);
	throw error;
}
