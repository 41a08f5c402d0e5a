import {checkName} from '../../contexts.ts';
import {quote} from '../../go/strconv.ts';
import {exactly} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {pairs, string} from '../../grammar/kinds.ts';
import {endpointHelp, readEndpoint} from './endpoint.ts';

export const updateCommand = leaf({
	name: 'update',
	usage: '[OPTIONS] CONTEXT',
	summary: 'Change a context',
	details: endpointHelp('update'),
	arity: exactly(1),
	asksLate: true,
	flags: {
		description: flag(string(), 'What it is'),
		docker: flag(pairs, 'Its engine'),
	},
	run: async ({args: [name = ''], flags: {description, docker}, changed, contexts, io}) => {
		checkName(name);
		const {Metadata, Endpoints} = contexts.find(name);
		const described = changed('docker') ? readEndpoint(docker, contexts, io.files) : undefined;
		const changedEndpoints = described ? {...Endpoints, docker: described.endpoint} : Endpoints;
		const Description = description || Metadata.Description;
		const tls = described && (described.tls ?? {});
		contexts.save({Name: name, Metadata: {...Metadata, Description}, Endpoints: changedEndpoints}, tls);
		io.stdout(`${name}\n`);
		io.stderr(`Successfully updated context ${quote(name)}\n`);
	},
});
