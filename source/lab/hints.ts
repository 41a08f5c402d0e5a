import {completeDocker} from '../docker/completion.ts';
import {suggestWord} from './faults.ts';
import {nearest} from './nearest.ts';
import type {Ghost} from './snapshot.ts';

/**
What to say after a command that did what Docker does and not what its user may have meant. Hints are the
lab's own words, shown apart from any output.
*/
export type Ended = {
	readonly command: string;
	/** The docker command that it was in the end, whatever engine was named; else the command itself. */
	readonly asked: string;
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
	/** Whose engine was asked. */
	readonly node: string;
	readonly isRunning: boolean;
	readonly isPowered: boolean;
	/** How many swarms there are now. */
	readonly clusters: number;
	/** That node's role. */
	readonly role: 'manager' | 'worker' | undefined;
	/** Names of the managers of that node's swarm that run and are not locked. */
	readonly managers: readonly string[];
	/** Nodes on a swarm's list that no machine is any more. */
	readonly ghosts: readonly Ghost[];
	/** That node is locked with an older key than its swarm's. */
	readonly needsOldKey: boolean;
	/** Why its node does not run, in the engine's words; empty: it does. */
	readonly error: string;
};

type Hint = (ended: Ended) => string | undefined;

const anchored: Hint = ({command, stdout}) => {
	const match = /docker (?:system )?info\s*\|\s*grep\s+(['"]?)\^(\w+)\1/.exec(command);
	if (!match || stdout !== '') return undefined;
	return `Docker indents these lines since version 18.09, so nothing begins with ${match[2]}. Try: docker info | grep ${match[2]}`;
};

const secondSwarm: Hint = ({asked, status, clusters}) =>
	/docker swarm init/.test(asked) && status === 0 && clusters > 1
		? `This made a second swarm, separate from the first: ${clusters} swarms now. To be one swarm, leave here (docker swarm leave --force) and join the other.`
		: undefined;

const onWorker: Hint = ({stderr, managers, role}) =>
	(stderr.includes("Worker nodes can't be used") || (role === 'worker' && stderr.includes('not a swarm manager'))) &&
	managers.length > 0
		? `Only managers know the swarm's state. Ask one: ssh ${managers[0]} docker node ls`
		: undefined;

const outsideSwarm: Hint = ({stderr, role, error}) =>
	role === undefined && error === '' && stderr.includes('Use "docker swarm init" or "docker swarm join"')
		? 'This node is in no swarm. Make one here with docker swarm init, or join one with the command that docker swarm join-token prints on a manager.'
		: undefined;

const wrongSecret: Hint = ({stderr}) =>
	stderr.includes('A valid join token is necessary')
		? 'The digest in the token was right, its secret was not: the token was rotated, or not copied whole. On a manager: docker swarm join-token worker'
		: undefined;

const wrongDigest: Hint = ({stderr}) =>
	stderr.includes('remote CA does not match fingerprint')
		? "The token names another swarm's root certificate: it was made elsewhere, or before the root CA was rotated."
		: undefined;

const malformed: Hint = ({stderr}) =>
	stderr.includes('invalid join token')
		? 'A token has four parts: SWMTKN-1-(50 characters: digest)-(25 characters: secret). It may have lost its end when copied.'
		: undefined;

const refused: Hint = ({stderr, asked}) =>
	/swarm join/.test(asked) && stderr.includes('connection refused')
		? 'Nobody listens there: it is a worker, or no swarm at all. Join through a manager’s address, port 2377.'
		: undefined;

const manyAddresses: Hint = ({stderr}) =>
	stderr.includes('could not choose an IP address to advertise')
		? 'Docker does not guess which network the other nodes reach. Name the address or the interface: docker swarm init --advertise-addr eth0'
		: undefined;

const alreadyIn: Hint = ({stderr, asked, role}) => {
	if (!stderr.includes('This node is already part of a swarm')) return undefined;
	if (/swarm init/.test(asked)) return 'To add a node, run init once only and docker swarm join on the others.';
	return `To join another swarm, leave this one first: docker swarm leave${role === 'manager' ? ' --force' : ''}`;
};

const lastManager: Hint = ({stderr}) =>
	stderr.includes('attempting to demote the last manager')
		? 'A swarm needs a manager. Promote another node first: docker node promote NODE'
		: undefined;

const left: Hint = ({asked, status, role, clusters, ghosts, node}) => {
	if (!/docker swarm leave/.test(asked) || status !== 0 || role !== undefined || clusters === 0) return undefined;
	const voter = ghosts.find(ghost => ghost.votes && ghost.name === node);
	return voter
		? `Leaving by force tells nobody, and its vote is missing from now on. On a manager: ${layToRest(voter)}`
		: 'Leaving tells nobody: managers list this node as Down soon, until somebody runs docker node rm.';
};

/** As much of an ID as is needed to name a node by. */
export const shortId = ({nodeId}: {readonly nodeId: string}): string => nodeId.slice(0, 12);

const layToRest = (ghost: Ghost): string =>
	`docker node demote ${shortId(ghost)}, then docker node rm ${shortId(ghost)}`;

const ghostVotes: Hint = ({asked, status, ghosts}) => {
	const ghost = ghosts.find(({votes}) => votes);
	if (!ghost || status !== 0 || !/docker (?:swarm join\b|node ls\b)/.test(asked)) return undefined;
	return `${shortId(ghost)} is a ghost of ${ghost.name} and still votes, though docker node ls may call it Reachable: ${layToRest(ghost)}`;
};

const ambiguous: Hint = ({stderr, ghosts}) => {
	const [, name] = /node (\S+) is ambiguous/.exec(stderr) ?? [];
	const ghost = ghosts.find(one => one.name === name);
	if (name === undefined) return undefined;
	if (!ghost) return `More than one node is called ${name}: use the ID that docker node ls shows.`;
	return `More than one node is called ${name}; ${shortId(ghost)} is the one that is gone: ${ghost.votes ? layToRest(ghost) : `docker node rm ${shortId(ghost)}`}`;
};

const newCluster: Hint = ({asked, status, node}) =>
	/swarm init\b.*--force-new-cluster(?!=false)/.test(asked) && status === 0
		? `${node} is now the only manager. The others, as soon as they reach it, learn that they were taken out of Raft, and join again by themselves within a minute. What stays Down: docker node rm`
		: undefined;

const notValid = /certificate has expired or is not yet valid|not valid (?:before|after)/;

/** Of a node that did not start, and of one that TLS keeps out. */
const outOfTime: Hint = ({stderr, stdout, error, node, asked}) => {
	if (notValid.test(error) && (stderr !== '' || /docker (?:system )?info/.test(asked)))
		return `${node} did not start: by its clock (date) its certificate is not valid. If the clock is right, docker swarm leave, and join again; else clock ${node} 0, and start it anew.`;
	return notValid.test(stderr + stdout) && /swarm join/.test(asked)
		? `One of the two clocks is off: compare date here and on the manager. To set one right: clock ${node} 0`
		: undefined;
};

const leaderless: Hint = ({stderr}) =>
	stderr.includes('The swarm does not have a leader')
		? 'Managers decide by majority: what runs goes on, but nothing can be read or changed until most of them reach each other again (start, heal). The last resort is docker swarm init --force-new-cluster.'
		: undefined;

const olderKey =
	'the unlock key changed while this manager was away, and its disk is locked with the one before. With that one it starts, and takes over the new one';

const locked: Hint = ({stderr, managers, needsOldKey}) => {
	if (!stderr.includes('Swarm is encrypted and needs to be unlocked')) return undefined;
	if (needsOldKey) return `To open it: docker swarm unlock, and the old key: ${olderKey}.`;
	const [first] = managers;
	const key = first ? `docker swarm unlock-key on ${first} tells it` : 'autolock printed it when it was switched on';
	return `This manager restarted, and its disk is locked. To open it: docker swarm unlock, and the key; ${key}.`;
};

const wrongKey: Hint = ({stderr, managers, needsOldKey}) => {
	const isGarbled = stderr.includes('invalid key string');
	if (!isGarbled && !stderr.includes('invalid key provided')) return undefined;
	const what = isGarbled
		? 'A key is SWMKEY-1- and 43 more characters; it may have lost some when copied.'
		: 'That is a key, but not the one that this disk was locked with.';
	if (needsOldKey) return `${what} Wanted is the old key: ${olderKey}.`;
	return managers[0] ? `${what} docker swarm unlock-key on ${managers[0]} tells it.` : what;
};

const engineGone: Hint = ({stderr, isRunning, isPowered, node}) => {
	if (!stderr.includes('Is the docker daemon running?') || isRunning) return undefined;
	const what = isPowered ? `${node}'s engine is stopped` : `${node} is switched off, engine and all`;
	return `It is not: ${what}. To bring it back: start ${node}`;
};

const nobodyListens: Hint = ({stderr, isRunning}) =>
	/Cannot connect to the Docker daemon at \w+:\/\/[^/]/.test(stderr) && isRunning
		? "The lab's engines listen on their socket, on port 2375 (tcp://node2:2375) and behind ssh (ssh://node2)."
		: undefined;

const managerLeaves: Hint = ({stderr, node}) =>
	stderr.includes('participating as a manager') && !stderr.includes('last manager')
		? `Leave in peace: docker node demote ${node} on another manager, then docker swarm leave. With --force it stays a voter that is missing.`
		: undefined;

const removedTooSoon: Hint = ({stderr}) => {
	if (stderr.includes("is not down and can't be removed"))
		return 'It is still there. On that node: docker swarm leave; as soon as it is listed as Down, it can be removed. -f removes it as it is.';
	return stderr.includes('must be demoted to worker before removal')
		? 'Raft has to give up its vote first: docker node demote, and then docker node rm.'
		: undefined;
};

const stillTrying: Hint = ({stderr}) =>
	stderr.includes('Timeout was reached before node joined')
		? 'The node is pending and goes on trying: docker info tells why under Error. To give up: docker swarm leave. Is the address right, and can it be reached?'
		: undefined;

/** `docker swarm jion`: Docker names no command that is nearly it. */
const misspelt: Hint = ({stderr}) => {
	const [, group = '', word = ''] = /unknown command: docker (?:(\w+) )?(\S+)/.exec(stderr) ?? [];
	const {candidates} = completeDocker(group === '' ? [''] : [group, ''], group === '' ? 0 : 1);
	const near = nearest(
		word,
		candidates.map(({text}) => text),
	);
	return near && `Did you mean: docker ${group === '' ? '' : `${group} `}${near}`;
};

/** `stpo node2`, `kill node2`: no program of the lab, but nearly one, or what one is called elsewhere. */
const notFound: Hint = ({stderr, command}) => {
	const [, word] = /^swarmlab: (\S+): not found$/m.exec(stderr) ?? [];
	const near = word === undefined ? undefined : suggestWord(word, ['docker', 'ssh']);
	if (word === undefined || near === undefined) return undefined;
	return `Did you mean: ${command.startsWith(word) ? near + command.slice(word.length) : near}`;
};

/** GNU's `cut` has the first word on everything but a node's name. */
const bareCut: Hint = ({stderr}) =>
	stderr.includes('cut: you must specify a list') ? 'To unplug a node from the network: cut NODE' : undefined;

const hints: readonly Hint[] = [
	newCluster,
	anchored,
	secondSwarm,
	onWorker,
	outsideSwarm,
	wrongSecret,
	wrongDigest,
	malformed,
	refused,
	manyAddresses,
	alreadyIn,
	lastManager,
	left,
	ambiguous,
	outOfTime,
	leaderless,
	locked,
	wrongKey,
	engineGone,
	nobodyListens,
	managerLeaves,
	removedTooSoon,
	stillTrying,
	misspelt,
	notFound,
	bareCut,
	ghostVotes,
];

export function hintFor(ended: Ended): string | undefined {
	for (const hint of hints) {
		const text = hint(ended);
		if (text !== undefined) return text;
	}
	return undefined;
}
