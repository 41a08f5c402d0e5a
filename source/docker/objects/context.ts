import {fromJson, marshalJson} from '../go/json.ts';
import {anyType, boolType, embedded, field, mapOf, namedType, sliceOf, stringType, structType} from '../go/type.ts';
import {type GoValue, goMap, goString, goStruct} from '../go/values.ts';

/** What `docker context inspect` shows, as Go declares it. */

const metadataType = structType(
	'command.DockerContext',
	[field('Description', stringType, ',omitempty'), field('AdditionalFields', mapOf(anyType), '-')],
	{
		// Further keys of the file lie beside the description, sorted with it.
		marshalJson: value => {
			if (value.kind !== 'struct') return '';
			const [description, more] = value.fields;
			const entries = more?.kind === 'map' ? [...(more.entries ?? [])] : [];
			const isDescribed = description?.kind === 'string' && description.value !== '';
			return marshalJson(
				goMap([...entries, ...(isDescribed ? [['Description', description] as const] : [])], mapOf(anyType)),
				{escapeHtml: false},
			);
		},
	},
);

export function metadataOf({Description = '', ...more}: {readonly Description?: string}): GoValue {
	return goStruct(metadataType, {
		Description: goString(Description),
		AdditionalFields: fromJson(more, mapOf(anyType)),
	});
}

export const endpointMetaType = structType('docker.EndpointMeta', [
	field('Host', stringType, ',omitempty'),
	field('SkipTLSVerify', boolType),
]);

export const endpointsType = mapOf(anyType);

export const contextType = structType('store.Metadata', [
	field('Name', stringType, ',omitempty'),
	field('Metadata', anyType, ',omitempty'),
	field('Endpoints', endpointsType, ',omitempty'),
]);

export const storageType = structType('store.StorageInfo', [
	field('MetadataPath', stringType),
	field('TLSPath', stringType),
]);

export const tlsMaterialType = mapOf(namedType('store.EndpointFiles', sliceOf(stringType)));

export const inspectedContextType = structType('context.contextWithTLSListing', [
	embedded(contextType),
	field('TLSMaterial', tlsMaterialType),
	field('Storage', storageType),
]);
