import type {Program} from '../../base/program.ts';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December',
];

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

/** What stands behind each `%`. The lab's machines are set to UTC. */
const fields: Readonly<Record<string, (date: Date) => string>> = {
	'%': () => '%',
	a: date => (days[date.getUTCDay()] ?? '').slice(0, 3),
	A: date => days[date.getUTCDay()] ?? '',
	b: date => (months[date.getUTCMonth()] ?? '').slice(0, 3),
	B: date => months[date.getUTCMonth()] ?? '',
	d: date => pad(date.getUTCDate()),
	e: date => String(date.getUTCDate()).padStart(2),
	F: date => date.toISOString().slice(0, 10),
	H: date => pad(date.getUTCHours()),
	m: date => pad(date.getUTCMonth() + 1),
	M: date => pad(date.getUTCMinutes()),
	n: () => '\n',
	N: date => `${pad(date.getUTCMilliseconds(), 3)}000000`,
	s: date => String(Math.floor(date.getTime() / 1000)),
	S: date => pad(date.getUTCSeconds()),
	T: date => date.toISOString().slice(11, 19),
	Y: date => String(date.getUTCFullYear()),
	z: () => '+0000',
	Z: () => 'UTC',
};

const standard = '%a %b %e %T %Z %Y';
const iso = '%FT%T+00:00';

/** `date`, `date -u`, `date -Is`, `date +%s`: what the machine's clock says. */
export const date: Program = async (argv, io) => {
	const words = argv.filter(word => word !== '-u' && word !== '--utc');
	const [word = `+${standard}`, extra] = words;
	const format = word === '-Is' || word === '-Iseconds' ? iso : word.startsWith('+') ? word.slice(1) : undefined;
	if (format === undefined || extra !== undefined) {
		io.stderr(`date: no ${extra ?? word} in the lab's date; it has -u, -Is and +FORMAT; a fault sets a clock\n`);
		return 1;
	}
	const now = new Date(io.now());
	const text = format.replaceAll(/%(.)/gs, (all, letter: string) => fields[letter]?.(now) ?? all);
	io.stdout(`${text}\n`);
	return 0;
};
