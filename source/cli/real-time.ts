import type {RealTime} from '../lab/driver.ts';

export const realTime: RealTime = {
	now: () => performance.now(),
	after(ms, then) {
		// An immediate lets keys and frames come in between, and no timer is as short.
		if (ms <= 0) {
			const immediate = setImmediate(then);
			return () => clearImmediate(immediate);
		}
		const timer = setTimeout(then, ms);
		return () => clearTimeout(timer);
	},
};
