import {normalizeCertificates} from '../pki/given-root.ts';
import type {IssuedCertificate} from '../pki/order.ts';
import {isSameCertificate} from '../pki/pem.ts';
import {findRoute, isIp, lookUp} from '../simulation/network.ts';
import type {Host, Simulation} from '../simulation/simulation.ts';
import type {ExternalCa} from './objects.ts';

/** CAs outside of the swarm that sign for it: the lab has none, so none of them ever answers. (SwarmKit ca/external.go) */
const DIAL_TIMEOUT_MS = 5000;
/** One-way delays until TLS has failed: TCP's own, and the server's certificate, which is of no such CA. */
const HANDSHAKE_DELAYS = 4;

function isOf({caCert}: ExternalCa, root: IssuedCertificate, current: IssuedCertificate): boolean {
	if (caCert === '') return isSameCertificate(root, current);
	try {
		return isSameCertificate(normalizeCertificates(caCert), root);
	} catch {
		return false;
	}
}

/** Those that sign for a root; one that names no certificate is taken to sign for the current root. */
export const externalUrls = (
	all: readonly ExternalCa[],
	root: IssuedCertificate,
	current: IssuedCertificate,
): readonly string[] => all.filter(one => one.protocol === 'cfssl' && isOf(one, root, current)).map(({url}) => url);

/** How long it takes to find out that nothing at this address will do. Unit: milliseconds. */
function attemptMs(sim: Simulation, host: Host, url: string): number {
	const [, scheme, name = '', port = '443'] = /^(\w+):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?/.exec(url) ?? [];
	const address = lookUp(sim, name.replace(/^\[|\]$/g, ''));
	if (scheme !== 'https' || address === undefined || !isIp(address)) return 0;
	const route = findRoute(sim, host, address, port);
	if (route.type === 'reached') return HANDSHAKE_DELAYS * route.latencyMs;
	if (route.type === 'refused') return route.latencyMs;
	return route.type === 'unreachable' ? route.afterMs : DIAL_TIMEOUT_MS;
}

/** One after the other, as SwarmKit tries them. */
export const attemptsMs = (sim: Simulation, host: Host, urls: readonly string[]): number =>
	urls.reduce((sum, url) => sum + attemptMs(sim, host, url), 0);
