/** How a call between swarm components fails: a gRPC status. Plain data, since it crosses machines. */
export type Code =
	| 'Unknown'
	| 'InvalidArgument'
	| 'DeadlineExceeded'
	| 'NotFound'
	| 'AlreadyExists'
	| 'PermissionDenied'
	| 'FailedPrecondition'
	| 'Aborted'
	| 'Unavailable'
	| 'ResourceExhausted'
	| 'Unimplemented'
	| 'Internal';

export type Failure = {readonly ok: false; readonly code: Code; readonly message: string};
export type Result<Value> = {readonly ok: true; readonly value: Value} | Failure;

export const success = <Value>(value: Value): Result<Value> => ({ok: true, value});
export const failure = (code: Code, message: string): Failure => ({ok: false, code, message});

/** As Go prints an error that came over gRPC. */
export const describeFailure = (status: Failure): string => `rpc error: code = ${status.code} desc = ${status.message}`;

/** Ends a store transaction: nothing of it is written. */
export class TransactionError extends Error {
	readonly status: Failure;
	constructor(status: Failure) {
		super(status.message);
		this.status = status;
	}
}

export const refuse = (code: Code, message: string): never => {
	throw new TransactionError(failure(code, message));
};

export const lostQuorum =
	"The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";
export const deadlineExceeded = failure('DeadlineExceeded', 'context deadline exceeded');
export const neverConnected = failure(
	'DeadlineExceeded',
	'context deadline exceeded while waiting for connections to become ready',
);
export const lostLeadership = failure('Unknown', 'raft: failed to process the request: node lost leader status');
