import {type Cidr, contains, parseCidr, parseIp} from '../../cidr.ts';
import {Failure} from '../../failure.ts';

export type IpamOptions = {
	readonly subnets: readonly string[];
	readonly ranges: readonly string[];
	readonly gateways: readonly string[];
	readonly auxiliary: ReadonlyMap<string, string>;
};

export type IpamConfig = {
	readonly Subnet: string;
	readonly IPRange: string;
	readonly Gateway: string;
	readonly AuxiliaryAddresses: Readonly<Record<string, string>>;
};

/** Sorts ranges, gateways and further addresses under the subnets that hold them. Throws a `Failure` where that fails. */
export function ipamConfigs({subnets, ranges, gateways, auxiliary}: IpamOptions): readonly IpamConfig[] {
	if (subnets.length < ranges.length || subnets.length < gateways.length) {
		throw new Failure('every ip-range or gateway must have a corresponding subnet');
	}
	checkOverlaps(subnets);
	for (const range of ranges) cidr(range, '');
	const range = assign(subnets, ranges, {
		several: (one, other, subnet) =>
			`cannot configure multiple ranges (${one}, ${other}) on the same subnet (${subnet})`,
		none: one => `no matching subnet for range ${one}`,
	});
	const gateway = assign(subnets, gateways, {
		several: (one, other, subnet) =>
			`cannot configure multiple gateways (${one}, ${other}) for the same subnet (${subnet})`,
		none: one => `no matching subnet for gateway ${one}`,
	});
	for (const address of auxiliary.values()) {
		if (!subnets.some(subnet => holds(subnet, address))) {
			throw new Failure(`no matching subnet for aux-address ${address}`);
		}
	}
	return [...new Set(subnets)].map(subnet => ({
		Subnet: subnet,
		IPRange: range.get(subnet) ?? '',
		Gateway: gateway.get(subnet) ?? '',
		AuxiliaryAddresses: Object.fromEntries([...auxiliary].filter(([, address]) => holds(subnet, address))),
	}));
}

function checkOverlaps(subnets: readonly string[]): void {
	for (const [index, subnet] of subnets.entries()) {
		for (const other of subnets.slice(0, index)) {
			if (holds(subnet, other) || holds(other, subnet)) {
				throw new Failure('multiple overlapping subnet configuration is not supported');
			}
		}
	}
}

type Complaints = {
	readonly several: (one: string, other: string, subnet: string) => string;
	readonly none: (one: string) => string;
};

/** At most one to each subnet. */
function assign(subnets: readonly string[], addresses: readonly string[], complaints: Complaints): Map<string, string> {
	const assigned = new Map<string, string>();
	for (const address of addresses) {
		const matching = subnets.filter(subnet => holds(subnet, address));
		if (matching.length === 0) throw new Failure(complaints.none(address));
		for (const subnet of matching) {
			const other = assigned.get(subnet);
			if (other) throw new Failure(complaints.several(address, other, subnet));
			assigned.set(subnet, address);
		}
	}
	return assigned;
}

/** Whether an address, or a block's own, lies in the subnet. */
function holds(subnet: string, text: string): boolean {
	const block = cidr(subnet, 'invalid subnet: ');
	const address = text.includes('/') ? cidr(text, '').address : parseIp(text);
	return address !== undefined && contains(block, address);
}

function cidr(text: string, context: string): Cidr {
	try {
		return parseCidr(text);
	} catch (error) {
		throw new Failure(`${context}${(error as Error).message}`);
	}
}
