import {randomBytes} from '../base/random.ts';
import {createJoinToken, tokenSecretBytes} from '../pki/join-token.ts';
import type {IssuedCertificate} from '../pki/order.ts';
import {certificatePem} from '../pki/pem.ts';
import {encodeUnlockKey, unlockKeyBytes} from '../pki/unlock-key.ts';
import type {Simulation} from '../simulation/simulation.ts';
import type {Role, RootCa} from './objects.ts';

/** What people are given to get in: join tokens, and the key that unlocks managers. Drawn by how often they were rotated. */
type Tokens = Pick<RootCa, 'tokens' | 'tokenHistory'>;

export const makeUnlockKey = (sim: Simulation, clusterId: string, rotations: number): string =>
	encodeUnlockKey(randomBytes(unlockKeyBytes, sim.seed, 'key.unlock', clusterId, rotations));

/** This role's token with a new secret; the digest is that of the root given. */
export function rotateToken(
	sim: Simulation,
	clusterId: string,
	role: Role,
	root: IssuedCertificate,
	{tokens, tokenHistory}: Tokens,
): Tokens {
	const rotations = tokenHistory[role].rotations + 1;
	const secret = randomBytes(tokenSecretBytes, sim.seed, 'token.secret', clusterId, role, rotations);
	return {
		tokens: {...tokens, [role]: createJoinToken(certificatePem(root), secret)},
		tokenHistory: {...tokenHistory, [role]: {setAt: sim.now, rotations}},
	};
}

/** Both tokens anew. */
export const rotateTokens = (sim: Simulation, clusterId: string, root: IssuedCertificate, old: Tokens): Tokens =>
	(['worker', 'manager'] as const).reduce((tokens, role) => rotateToken(sim, clusterId, role, root, tokens), old);

const never = {setAt: 0, rotations: -1};

/** A new swarm's two. */
export const firstTokens = (sim: Simulation, clusterId: string, root: IssuedCertificate): Tokens =>
	rotateTokens(sim, clusterId, root, {
		tokens: {worker: '', manager: ''},
		tokenHistory: {worker: never, manager: never},
	});
