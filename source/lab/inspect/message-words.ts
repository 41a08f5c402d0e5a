import {readCertificate} from '../../pki/certificate.ts';
import {rootDigest} from '../../pki/join-token.ts';
import type {IssuedCertificate} from '../../pki/order.ts';
import {certificatePem, requestPem} from '../../pki/pem.ts';
import {readSigningRequest} from '../../pki/signing-request.ts';
import type {TracedMessage} from '../../simulation/trace.ts';
import type {CertificateStatus, IssueRequest} from '../../swarm/ca-server.ts';
import type {SessionAnswer, SessionRequest} from '../../swarm/dispatcher.ts';
import type {JoinAnswer} from '../../swarm/membership.ts';
import type {Failure, Result} from '../../swarm/status.ts';
import type {Carried, MessageView} from '../inspection.ts';
import {type Words, wordRaft} from './raft-words.ts';

/** Says what a message carries and what it is for. */
type Request<Content> = {readonly request: Content; readonly isAnonymous: boolean};

/** Unit: bytes of hex shown of a key. */
const KEY_SHOWN = 6;

/** `04:3f:a1:07:5c:e2…`, as openssl writes a key's beginning. */
function shortKey(publicKey: string): string {
	const hex = Buffer.from(publicKey, 'base64').subarray(-65).toString('hex');
	return `${(hex.match(/../g) ?? []).slice(0, KEY_SHOWN).join(':')}…`;
}

const carry = (what: string, value: string): Carried => ({what, value});
const day = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function wordSigningRequest({request, token, availability}: IssueRequest): readonly Carried[] {
	return [
		carry('public key', `P-256, ${shortKey(readSigningRequest(requestPem(request)).publicKey)}`),
		...(token === '' ? [] : [{what: 'join token', value: token, isSecret: true}, carry('availability', availability)]),
	];
}

function wordCertificate(issued: IssuedCertificate): readonly Carried[] {
	const pem = certificatePem(issued);
	const {subject, notBefore, notAfter, issuer, authorityKeyIdentifier = ''} = readCertificate(pem);
	const isBundle = pem.indexOf('-----BEGIN', 1) >= 0;
	return [
		carry('subject', `CN=${subject.CN ?? ''}, OU=${subject.OU ?? ''}, O=${subject.O ?? ''}`),
		carry('issuer', `CN=${issuer.CN ?? ''}${isBundle ? ', with the certificate that the old root signed for it' : ''}`),
		carry("issuer's key", authorityKeyIdentifier),
		carry('valid', `${day(notBefore)} to ${day(notAfter)}`),
	];
}

function wordStatus({isIssued, certificate}: CertificateStatus, about: string): Words {
	if (!isIssued) {
		return {title: 'not signed', carries: [], why: `The CA has refused to sign: ${about} asks again.`, isRefusal: true};
	}
	return {
		title: 'certificate',
		carries: wordCertificate(certificate),
		why: `Issued by the leader's CA. ${about} checks that it belongs to its key and leads to the root it trusts, takes it into use, and draws the moment to renew it.`,
	};
}

function wordSession({message, leader}: SessionAnswer): readonly Carried[] {
	const newest = Math.max(0, ...message.networkKeys.map(key => key.lamportTime));
	return [
		carry('session', message.sessionId),
		carry('managers', message.managers.map(({address}) => address).join(', ')),
		carry('gossip, IPsec keys', `${message.networkKeys.length}, the newest of Lamport time ${newest}`),
		carry('dispatcher', `runs on ${leader}`),
	];
}

/** What a joiner was not told to advertise, it leaves to the leader. */
const describeAddress = (address: string): string =>
	address.startsWith('0.0.0.0') ? `${address}: the leader puts the address that it sees` : address;

type Teller = (message: TracedMessage) => Words;
/** A request of a method, and its answer where that is no failure. */
type Method = {readonly call: string; readonly request: Teller; readonly answer: Teller};

const contentOf = <Content>({content}: TracedMessage): Content => content as Content;
const answerOf = <Value>({content}: TracedMessage): Value => (content as {readonly value: Value}).value;

const methods: Readonly<Record<string, Method>> = {
	'ca.root-certificate': {
		call: 'CA.GetRootCACertificate',
		request: ({about}) => ({
			title: 'root certificate?',
			carries: [],
			why: `${about} trusts nobody yet: the connection is encrypted, but it takes whatever certificate comes and holds it against the digest in its token.`,
		}),
		answer: message => {
			const {certificate} = answerOf<{certificate: IssuedCertificate}>(message);
			return {
				title: 'root certificate',
				carries: [carry('subject', 'CN=swarm-ca'), carry('sha256 of the PEM', rootDigest(certificatePem(certificate)))],
				why: `${message.about} compares this digest with the one in its token: only where they are the same does it go on, and from now on it trusts this root alone.`,
			};
		},
	},
	'ca.issue': {
		call: 'NodeCA.IssueNodeCertificate',
		request: message => {
			const {request, isAnonymous} = contentOf<Request<IssueRequest>>(message);
			const {about} = message;
			return isAnonymous
				? {
						title: 'signing request',
						carries: wordSigningRequest(request),
						why: `The private key stays on ${about}. The token's secret says which role it may have: a token does not name it, the CA compares it with its two.`,
					}
				: {
						title: 'renewal request',
						carries: wordSigningRequest(request),
						why: `A new key, and no token: ${about}'s present certificate says who it is. The CA takes the role from what the swarm has on record.`,
					};
		},
		answer: message => ({
			title: 'accepted',
			carries: [carry('node ID', answerOf<{nodeId: string}>(message).nodeId)],
			why: `The request is in the replicated store, on a majority of the managers: should the leader fail now, the next one signs it.`,
		}),
	},
	'ca.status': {
		call: 'NodeCA.NodeCertificateStatus',
		request: message => ({
			title: 'signed yet?',
			carries: [carry('node ID', contentOf<Request<{nodeId: string}>>(message).request.nodeId)],
			why: 'The answer waits until the CA has signed.',
		}),
		answer: message => wordStatus(answerOf<CertificateStatus>(message), message.about),
	},
	'raft.join': {
		call: 'RaftMembership.Join',
		request: message => ({
			title: 'let me into Raft',
			carries: [carry('its address', describeAddress(contentOf<Request<{address: string}>>(message).request.address))],
			why: `A manager keeps the whole state of the swarm and votes. Only the leader may add a member, one at a time.`,
		}),
		answer: message => {
			const {raftId, members} = answerOf<JoinAnswer>(message);
			return {
				title: 'you are a member',
				carries: [carry('Raft ID', raftId), carry('members', members.map(({address}) => address).join(', '))],
				why: `The change is committed: from now on ${message.about} counts towards the quorum. The log comes next.`,
			};
		},
	},
	health: {
		call: 'Health.Check',
		request: ({about}) => ({
			title: 'can I call you?',
			carries: [carry('service', 'Raft')],
			why: `The leader calls ${about} back at the address it gave: a member that cannot be reached would only weaken the quorum.`,
		}),
		answer: () => ({title: 'yes', carries: [carry('status', 'SERVING')], why: 'So the leader proposes the change.'}),
	},
	'dispatcher.session': {
		call: 'Dispatcher.Session',
		request: message => {
			const {description} = contentOf<Request<SessionRequest>>(message).request;
			return {
				title: 'open a session',
				carries: [
					carry('hostname', description.hostname),
					carry('engine', description.engine.engineVersion),
					carry('trusts', `sha256 ${rootDigest(description.tlsInfo.trustRoot)}`),
				],
				why: `${message.about}'s agent registers: by this session it hears what concerns it, and its heartbeats keep it Ready.`,
			};
		},
		answer: message => ({
			title: 'session',
			carries: wordSession(answerOf<SessionAnswer>(message)),
			why: `${message.about} is Ready. It sends a heartbeat about every 5 s; after three that are missed it is Down.`,
		}),
	},
};

function wordPush(message: TracedMessage): Words {
	const {desiredRole, isAsked} = contentOf<{desiredRole: string; isAsked: boolean}>(message);
	if (isAsked) {
		return {
			title: 'renew, please',
			carries: [carry('certificate', 'state ROTATE')],
			why: `The root CA is being rotated: ${message.about} is to get a certificate that the new root's key signs.`,
		};
	}
	return {
		title: `be a ${desiredRole}`,
		carries: [carry('desired role', desiredRole)],
		why: `Its role is in its certificate, so ${message.about} needs another one: it asks half a second later.`,
	};
}

function wordFailure({about, content, what}: TracedMessage): Words {
	const {code, message} = content as Failure;
	const isToken = code === 'InvalidArgument' && what === 'ca.issue';
	return {
		title: 'no',
		carries: [carry('error', `${code}: ${message}`)],
		why: isToken
			? `The secret in the token is neither of the two current ones: mistyped, or rotated since. ${about} tries five times, two seconds apart.`
			: `${about} tries again, or gives up and says this error.`,
		isRefusal: true,
	};
}

const isFailure = ({kind, content}: TracedMessage): boolean => kind === 'answer' && !(content as Result<unknown>).ok;

function wordsOf(message: TracedMessage): Words {
	if (message.kind === 'raft') return wordRaft(message);
	if (message.kind === 'push') return wordPush(message);
	const method = methods[message.what];
	if (!method) return {title: message.what, carries: [], why: ''};
	if (isFailure(message)) return wordFailure(message);
	const words = message.kind === 'request' ? method.request(message) : method.answer(message);
	return {
		...words,
		carries: message.kind === 'request' ? [carry('call', method.call), ...words.carries] : words.carries,
	};
}

/** How it goes on its way: handed on by a manager that does not lead, or not at all. */
function wordWay({kind, from, to, about, what, fate}: TracedMessage): string {
	if (fate === 'refused') return `Nobody listens there: ${to} refuses the connection at once. `;
	if (fate === 'silent') return `It is lost: nothing comes back from ${to}. `;
	if (fate === 'unreachable') return `No way leads to ${to}. `;
	if (from === to) return `Inside of ${from}: its own manager answers through a unix socket. `;
	if (what === 'health' || kind === 'raft' || kind === 'push') return '';
	if (kind === 'request' && from !== about) return `${from} does not lead: it hands the call on to ${to}. `;
	if (kind === 'answer' && to !== about) return `Back by the way it came: ${to} hands it on to ${about}. `;
	return '';
}

const known = new WeakMap<TracedMessage, MessageView>();

/** Made once: a message does not change. */
export function viewMessage(message: TracedMessage): MessageView {
	const made = known.get(message);
	if (made) return made;
	const {at, arrivesAt, from, to, fate} = message;
	const {title, carries, why, isRefusal = false} = wordsOf(message);
	const view = {at, arrivesAt, from, to, fate, title, carries, why: wordWay(message) + why, isRefusal};
	known.set(message, view);
	return view;
}
