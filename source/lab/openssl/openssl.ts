import type {Program} from '../../base/program.ts';
import type {World} from '../world.ts';
import {OpensslError} from './options.ts';
import {req} from './req.ts';
import {verify} from './verify.ts';
import {x509} from './x509.ts';

/** As much of openssl 3.0 as a swarm gives reason for: roots of one's own, and a look at what Docker keeps. */
const WORK_MS = 10;

export const opensslOn =
	(world: World, node: string): Program =>
	async ([command = '', ...argv], io) => {
		// Also keeps two keys from being made in one moment of the same words.
		await io.sleep(WORK_MS);
		try {
			if (command === 'req') return req(world, node, argv, io);
			if (command === 'x509') return await x509(argv, io);
			if (command === 'verify') return verify(argv, io);
			throw new OpensslError(`no command ${command} in the lab's openssl; it has req, x509, verify`);
		} catch (error) {
			if (!(error instanceof OpensslError)) throw error;
			io.stderr(`${error.message}\n`);
			return 1;
		}
	};
