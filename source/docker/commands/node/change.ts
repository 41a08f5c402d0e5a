import type {Client} from '../../client.ts';
import {fromJson} from '../../go/json.ts';
import {type Node, type NodeSpec, nodeSpecType, nodeType} from '../../objects/node.ts';
import {nodePath} from './reference.ts';

/**
Changes one node after the other, each read before it is written; stops at the first error. A change that gives
undefined leaves the node alone.
*/
export async function changeNodes(
	client: Client,
	references: readonly string[],
	change: (node: Node) => NodeSpec | undefined,
	onSuccess: (reference: string) => void,
): Promise<void> {
	for (const reference of references) {
		const node = await client.get<Node>(nodePath(reference), {}, nodeType);
		const spec = change(node);
		if (!spec) continue;
		await client.request('POST', `${nodePath(node.ID)}/update`, {
			query: {version: String(node.Version?.Index ?? 0)},
			body: fromJson(spec, nodeSpecType),
		});
		onSuccess(reference);
	}
}
