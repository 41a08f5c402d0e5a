import {type Command, group} from './grammar/command.ts';

type Heading = Command['heading'];

/** Docker's commands whose subject this lab does not have: listed in help, refused when run. */
export function outside(name: string, summary: string, heading?: Heading): Command {
	return {...group({name, summary, heading}), isOutside: true};
}

/** Said instead of doing it, and instead of its help. */
export function outsideText(path: string): string {
	return (
		`swarmlab: ${path} is not modelled: this lab has a swarm's control plane, no containers or images; ` +
		'there is docker swarm, node, network, events, context, info and version'
	);
}
