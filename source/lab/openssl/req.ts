import type {ProcessIo} from '../../base/program.ts';
import {randomBytes} from '../../base/random.ts';
import {serialNumberBytes} from '../../pki/authority.ts';
import {decodePrivateKey, encodePrivateKey} from '../../pki/key.ts';
import {type KeyName, nameKey} from '../../pki/order.ts';
import {keyPem} from '../../pki/pem.ts';
import {createSelfSigned, nameAttributes} from '../../pki/self-signed.ts';
import type {World} from '../world.ts';
import {OpensslError, type Options, readFile, readOptions} from './options.ts';

/** `openssl req -x509`: a certificate that signs itself, for a root CA of one's own. */
const flags = ['x509', 'new', 'nodes', 'noenc', 'sha256', 'batch'];
const valued = ['newkey', 'pkeyopt', 'key', 'keyout', 'out', 'subj', 'days', 'addext'];

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const example =
	'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=mine -days 3650 -keyout ca.key -out ca.pem';

/** `/O=acme/CN=root` */
function readSubject(text: string): [string, string][] {
	const parts = text.split('/').slice(1);
	if (!text.startsWith('/') || parts.length === 0) {
		throw new OpensslError('req: subject name is expected to be in the format /type0=value0/type1=value1/type2=...');
	}
	return parts.map(part => {
		const [attribute = '', ...value] = part.split('=');
		if (!(attribute in nameAttributes))
			throw new OpensslError(`req: the lab's openssl knows ${Object.keys(nameAttributes).join(', ')} in a subject`);
		return [attribute, value.join('=')];
	});
}

/** What tells this run's draws from any other's: where and when it is, and what it was asked. */
const drawKeys = ({sim}: World, node: string, argv: readonly string[]) => [node, sim.now, argv.join(' ')] as const;

/** The key given, or a new one, in PEM. */
function findKey(io: ProcessIo, options: Options, name: KeyName): string {
	const path = options.get('key');
	if (path !== undefined) {
		try {
			return encodePrivateKey(decodePrivateKey(readFile(io, path, 'private key')));
		} catch (error) {
			if (error instanceof OpensslError) throw error;
			throw new OpensslError(`Could not read private key from ${path}`);
		}
	}
	const curve = options.get('pkeyopt')?.replace('ec_paramgen_curve:', '');
	if (options.get('newkey') !== 'ec' || (curve !== 'P-256' && curve !== 'prime256v1'))
		throw new OpensslError(`the lab's openssl makes keys on P-256 only, as in: ${example}`);
	return keyPem(name);
}

export function req(world: World, node: string, argv: readonly string[], io: ProcessIo): number {
	const options = readOptions('req', argv, flags, valued);
	if (options.get('x509') === undefined) throw new OpensslError(`the lab's openssl req makes roots, as in: ${example}`);
	const subject = options.get('subj');
	if (subject === undefined)
		throw new OpensslError(`the lab's openssl asks no questions: give it a -subj, as in: ${example}`);
	const days = Number(options.get('days') ?? DEFAULT_DAYS);
	if (!Number.isInteger(days))
		throw new OpensslError(`req: Non-positive number "${options.get('days')}" for option -days`);
	const attributes = readSubject(subject);
	const draws = drawKeys(world, node, argv);
	const key = findKey(io, options, nameKey(world.sim.seed, 'key.openssl', ...draws));
	const now = Math.floor(io.now() / 1000) * 1000;
	const certificate = createSelfSigned({
		key,
		serial: randomBytes(serialNumberBytes, world.sim.seed, 'serial.openssl', ...draws),
		subject: attributes,
		notBefore: now,
		notAfter: now + days * DAY_MS,
		isCa: !/CA:FALSE/i.test(options.get('addext') ?? ''),
	});
	if (options.get('newkey') !== undefined) {
		io.stderr('-----\n');
		const keyout = options.get('keyout') ?? 'privkey.pem';
		io.files.write(keyout, key);
	}
	const out = options.get('out');
	if (out === undefined) io.stdout(certificate);
	else io.files.write(out, certificate);
	return 0;
}
