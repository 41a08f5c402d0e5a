/** Preloaded into the program by a test: throws where nobody expects it. */
process.on('SIGUSR2', signal => {
	console.log('heard %s', signal);
	throw new Error('planted');
});
