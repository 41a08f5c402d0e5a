/** What ends a command: a message for standard error (none where it is empty) and the exit status. */
export class Failure extends Error {
	override readonly name = 'Failure';
	readonly exitCode: number;

	constructor(message: string, exitCode = 1) {
		super(message);
		this.exitCode = exitCode;
	}
}

/** Ctrl-C: nothing is printed, and the status is that of a program ended by SIGINT. */
export function interrupted(): Failure {
	return new Failure('', 130);
}
