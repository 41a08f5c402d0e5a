import {checkCertificate} from '../pki/check-certificate.ts';
import {clockOf, type Simulation} from '../simulation/simulation.ts';
import type {SwarmHost} from './state.ts';

/**
TLS between two nodes: each looks at the other's certificate by its own trust root and its own clock, when a
connection begins and never again. (SwarmKit ca/config.go, Go crypto/tls)
*/
type Sim = Simulation<SwarmHost>;

/** The alert that a Go server sends to a client whose certificate it does not accept. */
function alertFor(objection: string): string {
	if (objection.startsWith('x509: certificate has expired')) return 'expired certificate';
	return objection.startsWith('x509: certificate signed by unknown authority')
		? 'unknown certificate authority'
		: 'bad certificate';
}

/**
Why no connection comes about, in gRPC's words; undefined: one does. A node that has no certificate yet looks for a
certificate issuer, and shows none.
*/
export function refusedHandshake(sim: Sim, client: SwarmHost, server: SwarmHost): string | undefined {
	const [own, other] = [client.swarm, server.swarm];
	if (!own || !other?.credentials) return undefined;
	const dnsName = own.credentials ? 'swarm-manager' : 'swarm-ca';
	const clients = checkCertificate(other.credentials.certificate, own.trustRoot, {now: clockOf(sim, client), dnsName});
	if (clients !== undefined)
		return `transport: authentication handshake failed: tls: failed to verify certificate: ${clients}`;
	if (!own.credentials) return undefined;
	const servers = checkCertificate(own.credentials.certificate, other.trustRoot, {now: clockOf(sim, server)});
	return servers === undefined ? undefined : `error reading server preface: remote error: tls: ${alertFor(servers)}`;
}
