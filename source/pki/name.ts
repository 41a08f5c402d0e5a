import {type Asn1, objectIdentifier, parts, readOid, readText, sequence, set, text} from './asn1.ts';
import {oids} from './oids.ts';

/** A distinguished name: of a node's certificate the cluster's ID, the role and the node's ID. */
export type Name = {readonly O?: string; readonly OU?: string; readonly CN?: string};

/** In the order in which Go writes them. */
const attributes = [
	['O', oids.organization],
	['OU', oids.organizationalUnit],
	['CN', oids.commonName],
] as const;

export function encodeName(name: Name): Asn1 {
	const relative = attributes.flatMap(([attribute, oid]) => {
		const value = name[attribute];
		return value === undefined ? [] : [set(sequence(objectIdentifier(oid), text(value)))];
	});
	return sequence(...relative);
}

/** Attributes other than O, OU and CN are passed over; of several with one name the last counts. */
export function decodeName(value: Asn1 | undefined): Name {
	const name: {-readonly [attribute in keyof Name]: string} = {};
	for (const pair of parts(value).flatMap(relative => parts(relative))) {
		const [type, attributeValue] = parts(pair);
		const oid = readOid(type);
		const known = attributes.find(([, attributeOid]) => attributeOid === oid);
		if (known) name[known[0]] = readText(attributeValue);
	}
	return name;
}
