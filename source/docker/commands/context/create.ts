import {checkName, defaultDescription, defaultName} from '../../contexts.ts';
import {Failure} from '../../failure.ts';
import {quote} from '../../go/strconv.ts';
import {exactly} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {pairs, string} from '../../grammar/kinds.ts';
import {endpointHelp, readEndpoint} from './endpoint.ts';

export const createCommand = leaf({
	name: 'create',
	usage: '[OPTIONS] CONTEXT',
	summary: 'Make a context',
	details: endpointHelp('create'),
	arity: exactly(1),
	asksLate: true,
	flags: {
		description: flag(string(), 'What it is'),
		docker: flag(pairs, 'Its engine'),
		from: flag(string(), 'Context to take over'),
	},
	run: async ({args: [name = ''], flags: {description, docker, from}, changed, contexts, io}) => {
		checkName(name);
		if (contexts.has(name)) throw new Failure(`context ${quote(name)} already exists`);
		if (from !== '' || !changed('docker')) {
			if (docker.size > 0) throw new Failure('cannot use --docker flag when --from is set');
			const source = from || contexts.current;
			const {Metadata, Endpoints} = contexts.find(source);
			const own = source === defaultName ? defaultDescription : Metadata.Description;
			const Description = description || own;
			contexts.save({Name: name, Metadata: {...Metadata, Description}, Endpoints}, copiedTls(source));
		} else {
			const {endpoint, tls} = readEndpoint(docker, contexts, io.files);
			contexts.save({Name: name, Metadata: {Description: description}, Endpoints: {docker: endpoint}}, tls);
		}
		io.stdout(`${name}\n`);
		io.stderr(`Successfully created context ${quote(name)}\n`);

		function copiedTls(source: string) {
			if (source === defaultName) return undefined;
			const folder = `${contexts.folders(source).tls}/docker`;
			return Object.fromEntries(
				contexts.tlsFiles(source).map(file => [file, io.files.read(`${folder}/${file}`) ?? '']),
			);
		}
	},
});
