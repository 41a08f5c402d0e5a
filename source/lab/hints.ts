/**
What to say after a command that did what Docker does and not what its user may have meant. Hints are the
lab's own words, shown apart from any output.
*/
export type Ended = {
	readonly command: string;
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
	readonly node: string;
	/** How many swarms there are now. */
	readonly clusters: number;
	/** The role of the node where it ran. */
	readonly role: 'manager' | 'worker' | undefined;
	/** Names of the managers of that node's swarm. */
	readonly managers: readonly string[];
};

type Hint = (ended: Ended) => string | undefined;

const anchored: Hint = ({command, stdout}) => {
	const match = /docker (?:system )?info\s*\|\s*grep\s+(['"]?)\^(\w+)\1/.exec(command);
	if (!match || stdout !== '') return undefined;
	return `Docker indents these lines since version 18.09, so nothing begins with ${match[2]}. Try: docker info | grep ${match[2]}`;
};

const secondSwarm: Hint = ({command, status, clusters}) =>
	/docker swarm init/.test(command) && status === 0 && clusters > 1
		? `This made a second swarm, separate from the first: ${clusters} swarms now. To be one swarm, leave here (docker swarm leave --force) and join the other.`
		: undefined;

const onWorker: Hint = ({stderr, managers, role}) =>
	(stderr.includes("Worker nodes can't be used") || (role === 'worker' && stderr.includes('not a swarm manager'))) &&
	managers.length > 0
		? `Only managers know the swarm's state. Ask one: ssh ${managers[0]} docker node ls`
		: undefined;

const outsideSwarm: Hint = ({stderr, role}) =>
	role === undefined && stderr.includes('Use "docker swarm init" or "docker swarm join"')
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

const refused: Hint = ({stderr, command}) =>
	/swarm join/.test(command) && stderr.includes('connection refused')
		? 'Nobody listens there: it is a worker, or no swarm at all. Join through a manager’s address, port 2377.'
		: undefined;

const manyAddresses: Hint = ({stderr}) =>
	stderr.includes('could not choose an IP address to advertise')
		? 'Docker does not guess which network the other nodes reach. Name the address or the interface: docker swarm init --advertise-addr eth0'
		: undefined;

const alreadyIn: Hint = ({stderr, command}) =>
	stderr.includes('This node is already part of a swarm') && /swarm init/.test(command)
		? 'To add a node, run init once only and docker swarm join on the others.'
		: undefined;

const lastManager: Hint = ({stderr}) =>
	stderr.includes('attempting to demote the last manager')
		? 'A swarm needs a manager. Promote another node first: docker node promote NODE'
		: undefined;

const ghost: Hint = ({command, status, role, clusters}) =>
	/docker swarm leave/.test(command) && status === 0 && role === undefined && clusters > 0
		? 'Leaving tells nobody: managers list this node as Down soon, until somebody runs docker node rm.'
		: undefined;

const hints: readonly Hint[] = [
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
	ghost,
];

export function hintFor(ended: Ended): string | undefined {
	for (const hint of hints) {
		const text = hint(ended);
		if (text !== undefined) return text;
	}
	return undefined;
}
