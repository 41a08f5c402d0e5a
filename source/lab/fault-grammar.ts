/** The grammar, a line each: what help, errors and the README show. */
export const faultGrammar: Readonly<Record<string, string>> = {
	stop: 'stop NODE: kill its engine, as a crash does',
	shutdown: 'shutdown NODE: stop its engine gracefully',
	start: 'start NODE: start its engine again, or switch the machine on',
	'power-off': 'power-off NODE [30d]: switch the machine off, for a while or until it is started',
	cut: 'cut NODE: unplug its eth0',
	heal: 'heal [NODE]: plug it in again, end what else is wrong with its links; without NODE all links',
	partition: 'partition NODE … | NODE …: groups that reach only themselves',
	block: 'block NODE NODE: nothing gets from the first to the second',
	unblock: 'unblock NODE NODE',
	latency: 'latency NODE NODE 200ms: added to each way; 0 ends it',
	loss: 'loss NODE NODE 20%: share of segments lost; 0 ends it',
	clock: 'clock NODE +2h: put its clock ahead, or back by -2h; 0 sets it right',
};
