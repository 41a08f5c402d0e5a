import type {Flag} from '../../source/docker/grammar/flag.ts';
import type {Chance} from './chance.ts';

const hostile = [
	'',
	' ',
	'-',
	'--',
	'---x',
	'--=x',
	'-=',
	'--x',
	'-x',
	'-hq',
	'-qh',
	'--help',
	'-h',
	'--help=false',
	'--help=maybe',
	'--no-such=1',
	'=',
	'a=b',
	'ä',
	'機械-2',
	'🐳',
	'\u0007',
	'a b',
	'a\nb',
	'a\tb',
	"it's",
	'"',
	'\\',
	'%s',
	'../x',
	'a/b',
	'a?b#c',
	'a%20b',
	'*',
	'0',
	'-1',
	'1e3',
	'self',
	'nosuch',
	'help',
	'x'.repeat(300),
];

const alphabet = [
	...'aenrx019.,:;/=-_+*?!#%&|<>()[]{}$@~^"\'`\\ \t\n',
	'é',
	'ß',
	'機',
	'🐳',
	'\u0000',
	'\u001b',
	'\u00a0',
	'\u2028',
	'\ufeff',
];

/** Any characters. */
const gibberish = (chance: Chance): string => chance.some(8, () => chance.pick(alphabet)).join('');

/** The word with something cut out of it, or put into it. */
export function damage(chance: Chance, word: string): string {
	const at = chance.below(word.length + 1);
	if (chance.once(2)) return word.slice(0, at) + word.slice(at + 1 + chance.below(2));
	return word.slice(0, at) + chance.pick(alphabet) + word.slice(at);
}

/** A word that no grammar foresees. */
export const hostileWord = (chance: Chance): string => (chance.once(3) ? gibberish(chance) : chance.pick(hostile));

/** Names and IDs that the recorded engines know, or nearly. */
const names = [
	'node1',
	'node2',
	'node3',
	'node-10',
	'self',
	'nosuch',
	'blank',
	'NODE1',
	'odd',
	'ingress',
	'docker_gwbridge',
	'host',
	'none',
	'worker',
	'manager',
	'default',
	'n2',
	'172.31.4.11:2377',
	'WORKER_TOKEN',
	'MANAGER_TOKEN',
	'net1',
	'::1',
	'words.txt',
];

export function argument(chance: Chance): string {
	if (chance.once(5)) return hostileWord(chance);
	const name = chance.pick(names);
	return chance.once(10) ? damage(chance, name) : name;
}

const texts: Readonly<Record<string, readonly string[]>> = {
	'': ['true', 'false', '1', '0', 't', 'F', 'TRUE', 'yes', '', 'maybe', ' true'],
	string: [
		'WORKER_TOKEN',
		'MANAGER_TOKEN',
		'',
		'x',
		'active',
		'Drain',
		'worker',
		'manager',
		'eth0',
		'1.2.3.4',
		'overlay',
		'swarm',
		'json',
		'5m',
		'0',
	],
	int: [
		'0',
		'5',
		'-5',
		'+7',
		'0x1f',
		'0b11',
		'017',
		'0o17',
		'1_000',
		'1__0',
		'_1',
		'08',
		'x',
		'',
		'9223372036854775808',
	],
	uint: ['0', '5', '-5', '+7', '0x1f', '1_0', '', 'x', '18446744073709551615', '18446744073709551616', '1.5'],
	uint32: ['0', '24', '4789', '-1', '4294967295', '4294967296', '0x10', 'x', ''],
	duration: [
		'0',
		'5s',
		'1h30m',
		'2160h',
		'-1s',
		'5',
		'',
		'x',
		'1.5h',
		'1d',
		'.5s',
		'1µs',
		'9223372036854775807ns',
		'300y',
	],
	'node-addr': [
		'',
		'tcp://',
		':4545',
		'eth0',
		'eth0:2377',
		'::1',
		'[::1]:1',
		'http://x:1',
		'1.2.3.4:x',
		'a:b:c',
		'tcp://a b',
	],
	'external-ca': [
		'',
		'protocol=cfssl,url=https://x',
		'protocol=CFSSL,url=https://x,a=b',
		'url=x',
		'protocol=cfssl',
		'protocol=foo,url=x',
		'x',
		'protocol=cfssl,url=x,cacert=root.pem',
		'protocol=cfssl,url=x,cacert=words.txt',
		'protocol=cfssl,url=x,cacert=nosuch',
		'"',
		'protocol="cfssl",url=x',
	],
	'pem-file': ['root.pem', 'key.pem', 'words.txt', 'nosuch', '', '.'],
	ipNetSlice: ['10.0.0.0/8', '10.20.1.0/16', '10.0.0.0/8,10.1.0.0/16', 'x', '', '10.0.0.0/33', '::/8', '"10.0.0.0/8"'],
	filter: [
		'',
		'x',
		'name=node',
		'role=manager',
		'Role = worker ',
		'label=a=b',
		'label!=a',
		'=',
		'=x',
		'bogus=1',
		'ä=ö',
		'<&>=<&>',
		'name=',
	],
	list: ['', 'a', 'a=b', 'a=', '=b', ' a = b ', 'a b', 'unix:///nosuch', 'tcp://x:y', 'ä=ö'],
	map: ['', 'a', 'a=b', 'a=b=c', '=b', 'encrypted', 'a=<&>'],
	strings: [
		'',
		'a',
		'a,b',
		'10.1.0.0/16',
		'10.1.0.0/16,10.2.0.0/16',
		'10.1.2.0/24',
		'10.1.0.1',
		'::1',
		'"a,b"',
		'"',
		'x=y',
		'fd00::/64',
	],
	stringToString: [
		'',
		'x',
		'host=tcp://x',
		'host=unix:///x,skip-tls-verify=true',
		'from=n2',
		'foo=x',
		'ca=nosuch',
		'host=x',
		'a=b,c',
	],
};

/** A value for a flag: one that fits, nearly fits, or has nothing to do with it. */
export function flagText(chance: Chance, {word, takes}: Flag): string {
	if (chance.once(12)) return hostileWord(chance);
	if (chance.once(8)) return damage(chance, chance.pick(texts[word] ?? hostile));
	if (Array.isArray(takes) && !chance.once(3)) return chance.pick(takes as readonly string[]);
	return chance.pick(texts[word] ?? hostile);
}

const moments = [
	'10m',
	'0',
	'1767225600',
	'1767225600.5',
	'2026-01-01',
	'2026-01-01T00',
	'2026-01-01T00:00',
	'2026-01-01T00:00:00',
	'2026-01-01T00:00:00.123456789',
	'2026-01-01T00:00:00Z',
	'2026-01-01T00:00:00+02:00',
	'2026-01-01T00:00:00-02:00',
	'2026-01-01T00:00-02:00',
	'2026-01-01Z',
	'2026-02-30',
	'2026-13-01',
	'2026-1-1',
	'2026-01-01T25:00:00',
	'2026-01-01T00:61:00',
	'2026-01-01T00:00:00.5Z',
	'2026-01-01 00:00:00',
	'2026-01-01T00:00:00x',
	'20260101',
	'1.2.3',
	'-5',
	'x',
	'5-4',
	'1h',
	'T',
	'.',
	'é-',
];

export function moment(chance: Chance): string {
	const one = chance.pick(moments);
	return chance.once(4) ? damage(chance, one) : one;
}
