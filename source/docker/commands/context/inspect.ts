import {type ContextStore, defaultName} from '../../contexts.ts';
import {fromJson} from '../../go/json.ts';
import {goMap, goString, goStrings, goStruct} from '../../go/values.ts';
import {any} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {string} from '../../grammar/kinds.ts';
import {
	contextType,
	endpointMetaType,
	endpointsType,
	inspectedContextType,
	metadataOf,
	storageType,
	tlsMaterialType,
} from '../../objects/context.ts';
import {inspectFormatHelp} from '../../output/format-flag.ts';
import {inspect} from '../../output/inspect.ts';

export const inspectCommand = leaf({
	name: 'inspect',
	usage: '[OPTIONS] [CONTEXT] [CONTEXT...]',
	summary: 'Show all there is to know of contexts',
	arity: any,
	asksLate: true,
	flags: {
		format: flag(string(), inspectFormatHelp, {shorthand: 'f'}),
	},
	run: ({args, flags: {format}, contexts, io}) => {
		const names = args.length > 0 ? args : [contexts.current];
		return inspect(names, format, async name => ({value: show(contexts, name)}), io.stdout);
	},
});

const nowhere = '<IN MEMORY>';

function show(contexts: ContextStore, name: string) {
	const {Name, Metadata, Endpoints} = contexts.find(name);
	const isDefault = name === defaultName;
	const {meta, tls} = isDefault ? {meta: nowhere, tls: nowhere} : contexts.folders(name);
	const tlsFiles = isDefault ? [] : contexts.tlsFiles(name);
	const endpoints = Object.entries(Endpoints).map(
		([key, endpoint]) => [key, fromJson(endpoint, endpointMetaType)] as const,
	);
	return goStruct(inspectedContextType, {
		Metadata: goStruct(contextType, {
			Name: goString(Name),
			Metadata: metadataOf(Metadata),
			Endpoints: goMap(endpoints, endpointsType),
		}),
		TLSMaterial: goMap(tlsFiles.length > 0 ? [['docker', goStrings(tlsFiles.toSorted())]] : [], tlsMaterialType),
		Storage: goStruct(storageType, {MetadataPath: goString(meta), TLSPath: goString(tls)}),
	});
}
