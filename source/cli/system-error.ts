import process from 'node:process';

/** `ENOENT: no such file or directory, open 'a'` without what only programmers read. */
export function describeSystemError({message}: Error): string {
	return message.replace(/^\w+: |, \w+( '.*')?$/g, '');
}

/** What is printed may go nowhere: to a reader that has had enough, to a disk that is full. */
export function watchOutput(): void {
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		// `| head`: no error, and nothing more to do.
		if (error.code === 'EPIPE') process.exit(0);
		process.stderr.write(`swarmlab: cannot write: ${describeSystemError(error)}\n`);
		process.exit(1);
	});
}
