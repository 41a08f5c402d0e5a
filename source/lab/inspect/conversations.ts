import type {Sim} from '../../engine/engine.ts';
import {factsOf} from '../../pki/order.ts';
import {TRACE_MAX, type TracedMessage} from '../../simulation/trace.ts';
import type {CertificateStatus} from '../../swarm/ca-server.ts';
import type {TracedRaft} from '../../swarm/raft-trace.ts';
import type {Result} from '../../swarm/status.ts';
import type {Conversation} from '../inspection.ts';
import {viewMessage} from './message-words.ts';

/** A node that says nothing for so long has finished; one that failed may try again later. Unit: milliseconds. */
const PAUSE_MS = 4000;
const RETRY_MS = 15_000;

const isElection = ({about}: TracedMessage): boolean => about.startsWith('election ');
const isAnonymous = ({content}: TracedMessage): boolean => (content as {isAnonymous?: boolean}).isAnonymous === true;

function hasFailed({fate, kind, content}: TracedMessage): boolean {
	return fate !== 'arrives' || (kind === 'answer' && !(content as Result<unknown>).ok);
}

/** Whether a message goes on with what the last one about the same was part of. */
function continues(last: TracedMessage, next: TracedMessage): boolean {
	if (isElection(next)) return true;
	return next.at - last.at <= (hasFailed(last) ? RETRY_MS : PAUSE_MS);
}

/** Messages that belong together, in the order in which each group began. */
function group(messages: readonly TracedMessage[]): TracedMessage[][] {
	const groups: TracedMessage[][] = [];
	const open = new Map<string, TracedMessage[]>();
	for (const message of messages) {
		const current = open.get(message.about);
		const last = current?.at(-1);
		if (current && last && continues(last, message)) current.push(message);
		else {
			const begun = [message];
			open.set(message.about, begun);
			groups.push(begun);
		}
	}
	return groups;
}

function nameElection(messages: readonly TracedMessage[], about: string): string {
	const win = messages.find(({what}) => what === 'appendEntries');
	const [, term = ''] = about.split(' ');
	return `election, term ${term}: ${win ? `${win.from} leads` : 'nobody leads yet'}`;
}

/** The role in the certificate that came of it. */
function roleIn(messages: readonly TracedMessage[]): string | undefined {
	const issued = messages.findLast(({what, kind}) => what === 'ca.status' && kind === 'answer');
	const result = issued?.content as Result<CertificateStatus> | undefined;
	return result?.ok && result.value.isIssued ? factsOf(result.value.certificate).role : undefined;
}

const pushOf = (messages: readonly TracedMessage[]) =>
	messages.find(({kind}) => kind === 'push')?.content as {desiredRole: string; isAsked: boolean} | undefined;

const isRemoval = ({content}: TracedMessage): boolean =>
	(content as Partial<TracedRaft & {last: unknown}>)?.last !== undefined &&
	(content as {last: {type: string}}).last.type === 'remove';

function nameHandshake(messages: readonly TracedMessage[], node: string): string {
	const has = (what: string) => messages.some(message => message.what === what);
	const push = pushOf(messages);
	const role = roleIn(messages);
	if (messages.some(isAnonymous)) return role ? `${node} joins as a ${role}` : `${node} tries to join`;
	if (push?.isAsked) return `${node} moves to the new root`;
	if (push) return `${node} becomes a ${push.desiredRole}`;
	if (messages.some(isRemoval)) return role ? `${node} becomes a worker` : `${node} leaves Raft`;
	if (has('ca.issue')) return has('raft.join') ? `${node} becomes a manager` : `${node} renews its certificate`;
	if (has('raft.join')) return `${node} comes back to Raft`;
	return has('dispatcher.session') ? `${node} opens a session` : `${node} catches up`;
}

const known = new WeakMap<TracedMessage, Conversation>();

function name(messages: readonly TracedMessage[], {about}: TracedMessage): string {
	return messages.some(isElection) ? nameElection(messages, about) : nameHandshake(messages, about);
}

/** The same object until a message was added. */
function viewConversation(messages: readonly TracedMessage[]): Conversation[] {
	const [first] = messages;
	if (!first) return [];
	const made = known.get(first);
	if (made?.messages.length === messages.length) return [made];
	const {at, about} = first;
	const conversation = {id: `${about}@${at}`, title: name(messages, first), at, messages: messages.map(viewMessage)};
	known.set(first, conversation);
	return [conversation];
}

export function viewConversations({trace}: Sim): readonly Conversation[] {
	return group(trace.slice(-TRACE_MAX)).flatMap(viewConversation);
}
