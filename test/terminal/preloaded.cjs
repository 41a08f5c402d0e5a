/** Loaded into the processes that a test wants to know, and to see fail. */
const {appendFileSync} = require('node:fs');

appendFileSync(process.env.PID_FILE, `${process.pid}\n`);
process.on('SIGUSR2', signal => {
	console.log('heard %s', signal);
	throw new Error('planted');
});
// What a read of a terminal comes to that another job has taken, or that is gone.
process.on('SIGUSR1', () => process.stdin.destroy(Object.assign(new Error('read EIO'), {code: 'EIO'})));
