import type {Lab} from '../../lab/contract.ts';
import type {CertificateChain, Conversation, RootTrust, TokenUse} from '../../lab/inspection.ts';
import type {LabSnapshot} from '../../lab/snapshot.ts';
import type {UiState} from './ui-state.ts';

/** What the lab answers for the inspector's page; what the page does not show is not asked for. */
export type Inspected = {
	readonly chain?: CertificateChain;
	readonly trust?: RootTrust;
	readonly tokens?: TokenUse;
	readonly conversations?: readonly Conversation[];
};

export function readInspected({inspect}: Lab, {nodes, clusters}: LabSnapshot, ui: UiState): Inspected | undefined {
	const {inspector, selected} = ui;
	if (inspector === undefined) return undefined;
	const index = nodes.find(({name}) => name === selected)?.cluster ?? 0;
	const cluster = clusters[index]?.id ?? '';
	switch (inspector.page) {
		case 'certificate':
			return {chain: inspect.certificate(selected)};
		case 'tokens':
			return {tokens: inspect.tokens(cluster)};
		case 'root':
			return {trust: inspect.rootTrust(cluster)};
		case 'messages':
			return {conversations: inspect.conversations()};
	}
}
