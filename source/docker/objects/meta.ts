import {formatGo} from '../go/format.ts';
import {timeType} from '../go/time.ts';
import {bytesType, field, mapOf, stringType, structType, uint64Type} from '../go/type.ts';
import {goString, type StructValue} from '../go/values.ts';

/** What Docker's swarm objects have in common, as Go declares it. */

export const stringMapType = mapOf(stringType);

/** Prints as its number. */
export const versionType = structType('swarm.Version', [field('Index', uint64Type, ',omitempty')], {
	methods: {String: {parameters: [], call: ({fields: [index]}: StructValue) => goString(formatGo(index))}},
});

export const metaType = structType('swarm.Meta', [
	field('Version', versionType, ',omitempty'),
	field('CreatedAt', timeType, ',omitempty'),
	field('UpdatedAt', timeType, ',omitempty'),
]);

export const annotationsType = structType('swarm.Annotations', [
	field('Name', stringType, ',omitempty'),
	field('Labels', stringMapType, 'Labels'),
]);

export const tlsInfoType = structType('swarm.TLSInfo', [
	field('TrustRoot', stringType, ',omitempty'),
	field('CertIssuerSubject', bytesType, ',omitempty'),
	field('CertIssuerPublicKey', bytesType, ',omitempty'),
]);

/** Whom a certificate authority's certificates are issued by; bytes in base64. */
export type TlsInfo = {
	readonly TrustRoot?: string;
	readonly CertIssuerSubject?: string;
	readonly CertIssuerPublicKey?: string;
};

export type Version = {readonly Index?: number};
