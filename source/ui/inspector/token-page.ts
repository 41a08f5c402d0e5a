import type {TokenCopy, TokenState, TokenUse} from '../../lab/inspection.ts';
import type {ClusterView, TokenView} from '../../lab/snapshot.ts';
import {selectCluster, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {paragraph} from '../text/paragraph.ts';
import type {Row, Span} from '../text/row.ts';
import {formatAge} from '../text/time.ts';
import type {Page} from './page.ts';

const SECRET_LENGTH = 25;

/** `SWMTKN-1-digest-secret` in its two halves. */
function halves(token: string): {readonly digest: string; readonly secret: string} {
	const [, , digest = '', secret = ''] = token.split('-');
	return {digest, secret};
}

/** A token whose secret may be hidden. */
export function maskToken(token: string, isRevealed: boolean): string {
	const {secret} = halves(token);
	return isRevealed ? token : token.replace(secret, glyphs.hidden.repeat(SECRET_LENGTH));
}

function digestRows({tokens, rootCa, rootRotation}: ClusterView, width: number): readonly Row[] {
	const rotating = 'A rotation is under way: when it is done, both tokens get the new digest and new secrets.';
	return [
		[
			['The digest: ', 'title'],
			['one for both tokens', 'muted'],
		],
		[
			['  SWMTKN-1-', 'muted'],
			[halves(tokens.worker.token).digest, 'strong'],
			[`-${glyphs.more}`, 'muted'],
		],
		...paragraph(
			'SHA-256 of the root certificate, in base 36. By it a node that joins knows the right root certificate when it gets one, before it trusts anybody.',
			width,
			undefined,
			2,
		),
		[['  in hex        '], [rootCa.digest, 'muted']],
		[['  changes with  '], ['docker swarm ca --rotate', 'accent'], [', in both', 'muted']],
		...(rootRotation ? paragraph(rotating, width, 'warn', 2) : []),
	];
}

function secretRow(role: string, {token, setAt, rotations}: TokenView, now: number, isRevealed: boolean): Row {
	const secret = isRevealed ? halves(token).secret : glyphs.hidden.repeat(SECRET_LENGTH);
	const count = rotations === 0 ? 'never rotated' : `rotated ${rotations}${glyphs.times}`;
	return [
		[`  ${role.padEnd(8)} ${glyphs.more}-`, 'muted'],
		[secret, 'strong'],
		[`   set ${formatAge(now - setAt)} ${glyphs.dot} ${count}`],
	];
}

function secretRows({tokens}: ClusterView, now: number, isRevealed: boolean, width: number): readonly Row[] {
	return [
		[
			['The secret: ', 'title'],
			['one for each role', 'muted'],
		],
		secretRow('worker', tokens.worker, now, isRevealed),
		secretRow('manager', tokens.manager, now, isRevealed),
		...paragraph(
			'128 random bits. The CA compares them with these two, and so knows the role: the token does not say it.',
			width,
			undefined,
			2,
		),
		[
			['  changes with  '],
			['docker swarm join-token --rotate worker', 'accent'],
			[' or ', 'muted'],
			['manager', 'accent'],
		],
	];
}

/** What a token is worth now, in words. */
export function judgeToken(state: TokenState): Span {
	switch (state.type) {
		case 'current':
			return [`${glyphs.check} lets a ${state.role} in`, 'ok'];
		case 'replaced':
			return [`${glyphs.failed} old ${state.role} token: rotated ${state.rotations}${glyphs.times} since`, 'warn'];
		case 'unknown':
			return [`${glyphs.failed} right digest, but no secret of this swarm`, 'warn'];
		case 'foreign':
			return [`${glyphs.failed} names another root: an earlier one, or another swarm's`, 'warn'];
	}
}

/** As many names as a sentence bears. */
function joinNames(names: readonly string[]): string {
	return names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
}

function copyRow({node, place, token, state}: TokenCopy): Row {
	return [
		[`  ${node.padEnd(8)}`],
		[`${place.padEnd(18)} `, 'muted'],
		[`${glyphs.more}${token.slice(-3)}  `, 'muted'],
		judgeToken(state),
	];
}

function copyRows({copies, entrants}: TokenUse, width: number): readonly Row[] {
	const old = entrants.filter(({state}) => state.type !== 'current').map(({node}) => node);
	const stay = `${joinNames(old)} came in by a token that was rotated since, and ${old.length === 1 ? 'stays' : 'stay'}: a token is looked at only at the door. Who is to go has to be removed: docker node rm.`;
	return [
		[
			['Copies that lie about', 'title'],
			[': in variables and on terminals', 'muted'],
		],
		...(copies.length === 0 ? [[['  none', 'muted']] as Row] : copies.map(copyRow)),
		...(old.length === 0 ? [] : [[] as Row, ...paragraph(stay, width, undefined, 2)]),
	];
}

/** What join tokens are made of, and where they are. */
export function tokenPage(view: View, width: number): Page {
	const {ui, inspected, snapshot} = view;
	const cluster = selectCluster(view);
	const isRevealed = ui.inspector?.isRevealed === true;
	const several = snapshot.clusters.length > 1 && cluster ? ` of swarm ${cluster.letter}` : '';
	const title = `join tokens${several}`;
	if (cluster === undefined) {
		return {title, head: [], foot: [], body: paragraph('There is no swarm yet, and no token.', width, 'muted')};
	}
	const room = Math.min(width, 100);
	const unknown = 'Nobody leads: whether a token would let somebody in cannot be said now.';
	return {
		title,
		note: isRevealed ? 'secrets shown: s hides them' : 's shows the secrets',
		head: [],
		foot: [
			[
				['y', 'accent'],
				[" copies the worker's token, ", 'muted'],
				['Y', 'accent'],
				[" the manager's", 'muted'],
			],
		],
		body: [
			...digestRows(cluster, room),
			[],
			...secretRows(cluster, snapshot.clock.now, isRevealed, room),
			[],
			...(inspected?.tokens ? copyRows(inspected.tokens, room) : paragraph(unknown, room, 'warn')),
		],
	};
}
