/** node-forge in parts: the whole of it loads ten times as much code. */
declare module 'node-forge/lib/asn1.js' {
	import forge from 'node-forge';

	const asn1: typeof forge.asn1;
	export = asn1;
}

declare module 'node-forge/lib/pem.js' {
	import forge from 'node-forge';

	const pem: typeof forge.pem;
	export = pem;
}
