/** A task, as far as listing needs it. Times are RFC 3339. */
export type Task = {
	readonly ID: string;
	readonly CreatedAt?: string;
	readonly ServiceID?: string;
	readonly Slot?: number;
	readonly NodeID?: string;
	readonly DesiredState?: string;
	readonly Spec?: {readonly ContainerSpec?: {readonly Image?: string}};
	readonly Status?: {
		readonly Timestamp?: string;
		readonly State?: string;
		readonly Err?: string;
		readonly PortStatus?: {
			readonly Ports?: readonly {
				readonly Protocol?: string;
				readonly TargetPort?: number;
				readonly PublishedPort?: number;
			}[];
		};
	};
};
