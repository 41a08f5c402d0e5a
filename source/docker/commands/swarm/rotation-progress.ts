import {createHash} from 'node:crypto';
import type {ProcessIo} from '../../../base/program.ts';
import type {Client} from '../../client.ts';
import type {Node} from '../../objects/node.ts';
import type {Swarm} from '../../objects/swarm.ts';
import {createProgress, type Progress} from '../../output/progress.ts';

const pollInterval = 200;

/** Asks again and again until every node has a certificate from the new root CA and trusts it, or Ctrl-C. */
export async function followRootRotation(
	client: Client,
	io: ProcessIo,
	{isQuiet}: {readonly isQuiet: boolean},
): Promise<void> {
	const progress = createProgress(isQuiet ? {...io, stdout: () => {}} : io);
	for (const [id, status] of [['desired root digest', ''], certificates, roots] as const) progress.update(id, status);
	for (;;) {
		const swarm = await client.get<Swarm>('/swarm');
		const nodes = await client.get<readonly Node[]>('/nodes');
		const isDone = report(progress, swarm, nodes);
		try {
			await io.sleep(pollInterval);
		} catch {
			if (isDone) return;
			progress.message('Operation continuing in background.');
			progress.message('Use `swarmctl cluster inspect default` to check progress.');
			return;
		}
		if (!isDone) continue;
		await client.get<Swarm>('/swarm');
		return;
	}
}

/** Labels with what stands between them and their bars, so that the bars align. */
const certificates = ['  rotated TLS certificates', ''] as const;
const roots = ['  rotated CA certificates', ' '] as const;

function report(progress: Progress, {TLSInfo: desired = {}, RootRotationInProgress}: Swarm, nodes: readonly Node[]) {
	const infos = nodes.map(({Description}) => Description?.TLSInfo ?? {});
	const issued = infos.filter(
		one =>
			one.CertIssuerPublicKey === desired.CertIssuerPublicKey && one.CertIssuerSubject === desired.CertIssuerSubject,
	);
	const trusting = infos.filter(one => (one.TrustRoot ?? '') === (desired.TrustRoot ?? ''));
	const total = nodes.length;
	const isLastStep = issued.length === total && !RootRotationInProgress;
	progress.update(
		'desired root digest',
		`sha256:${createHash('sha256')
			.update(desired.TrustRoot ?? '')
			.digest('hex')}`,
	);
	progress.update(...certificates, {current: issued.length, total, unit: 'nodes'});
	progress.update(...roots, {current: isLastStep ? trusting.length : 0, total, unit: 'nodes'});
	return isLastStep && trusting.length === total;
}
