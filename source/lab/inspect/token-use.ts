import type {Sim} from '../../engine/engine.ts';
import {parseJoinToken, rootDigest} from '../../pki/join-token.ts';
import {certificatePem} from '../../pki/pem.ts';
import type {ClusterObject, Role} from '../../swarm/objects.ts';
import {theCluster} from '../../swarm/store.ts';
import {rotateToken} from '../../swarm/tokens.ts';
import type {TokenCopy, TokenState, TokenUse} from '../inspection.ts';
import type {Terminal} from '../terminal.ts';
import {findLeader, membersOf} from '../views.ts';

/** Where copies of join tokens lie about: in the shells' variables, and on the screens. Files cannot be listed. */
const tokenPattern = /SWMTKN-\d-[\w-]+/g;
const roles = ['worker', 'manager'] as const;
/** So many of a terminal's newest lines are looked through. */
const LINES_MAX = 500;

const secretOf = (token: string): string => token.slice(token.lastIndexOf('-') + 1);

/** Which of this role's tokens, counted from the first, had that secret; undefined: none of them. */
function ordinalOf(sim: Sim, {id, rootCa}: ClusterObject, role: Role, secret: string): number | undefined {
	const {tokenHistory, tokens, certificate} = rootCa;
	for (let ordinal = tokenHistory[role].rotations; ordinal >= 0; ordinal--) {
		const before = {tokens, tokenHistory: {...tokenHistory, [role]: {setAt: 0, rotations: ordinal - 1}}};
		if (secretOf(rotateToken(sim, id, role, certificate, before).tokens[role]) === secret) return ordinal;
	}
	return undefined;
}

function judge(sim: Sim, cluster: ClusterObject, token: string): TokenState | undefined {
	const parsed = parseJoinToken(token);
	if (!parsed.ok) return undefined;
	const {tokens, tokenHistory, certificate} = cluster.rootCa;
	for (const role of roles) {
		if (token === tokens[role]) return {type: 'current', role};
		const ordinal = ordinalOf(sim, cluster, role, secretOf(token));
		const rotations = tokenHistory[role].rotations - (ordinal ?? 0);
		if (ordinal !== undefined && rotations > 0) return {type: 'replaced', role, rotations};
	}
	return parsed.digest === rootDigest(certificatePem(certificate)) ? {type: 'unknown'} : {type: 'foreign'};
}

type Copy = Pick<TokenCopy, 'node' | 'place' | 'token'>;

function copiesIn({node, shells, lines}: Terminal): Copy[] {
	const variables = shells.flatMap(shell =>
		[...shell.state.variables].flatMap(([name, value]) =>
			(value.match(tokenPattern) ?? []).map(token => ({node: shell.node, place: `variable ${name}`, token})),
		),
	);
	const seen = lines.slice(-LINES_MAX).flatMap(({text}) => text.match(tokenPattern) ?? []);
	return [...variables, ...[...new Set(seen)].map(token => ({node, place: 'on its terminal', token}))];
}

/** Undefined while nobody leads: then nobody would say what a token is worth. */
export function viewTokenUse(sim: Sim, terminals: readonly Terminal[], clusterId: string): TokenUse | undefined {
	const manager = findLeader(sim, clusterId)?.swarm?.manager;
	const cluster = manager && theCluster(manager.store);
	if (!cluster) return undefined;
	const copies = terminals.flatMap(copiesIn).flatMap((copy): TokenCopy[] => {
		const state = judge(sim, cluster, copy.token);
		return state ? [{...copy, state}] : [];
	});
	const entrants = membersOf(sim, clusterId).flatMap(node => {
		const state = judge(sim, cluster, sim.hosts[node]?.swarm?.config.joinToken ?? '');
		return state ? [{node, state}] : [];
	});
	const isCurrent = ({state}: TokenCopy) => (state.type === 'current' ? 1 : 0);
	return {copies: copies.toSorted((a, b) => isCurrent(a) - isCurrent(b)), entrants};
}
