import type {ApiResponse} from './message.ts';

/** Versions that the simulated engines answer with. */
export const engineVersion = '28.5.2';
export const apiVersion = '1.51';
export const minApiVersion = '1.24';

/** An error that a request ends in, with its HTTP status. */
export class ApiError extends Error {
	readonly status: number;
	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}

const common = {
	'Api-Version': apiVersion,
	'Docker-Experimental': 'false',
	Ostype: 'linux',
	Server: `Docker/${engineVersion} (linux)`,
};

/** As Go's encoder writes it: one line, ended by a line feed. */
export const jsonResponse = (status: number, value: unknown): ApiResponse => ({
	status,
	headers: {...common, 'Content-Type': 'application/json'},
	body: `${JSON.stringify(value)}\n`,
});

export const emptyResponse = (status: number): ApiResponse => ({status, headers: common, body: ''});
export const errorResponse = ({status, message}: ApiError): ApiResponse => jsonResponse(status, {message});

export const pingResponse = (swarm: string, hasBody: boolean): ApiResponse => ({
	status: 200,
	headers: {
		...common,
		'Builder-Version': '2',
		'Cache-Control': 'no-cache, no-store, must-revalidate',
		Pragma: 'no-cache',
		Swarm: swarm,
		'Content-Type': 'text/plain; charset=utf-8',
		...(hasBody ? {} : {'Content-Length': '0'}),
	},
	body: hasBody ? 'OK' : '',
});

/** HTTP's status for an error that came from SwarmKit by gRPC. */
export function statusOfCode(code: string): number {
	switch (code) {
		case 'InvalidArgument':
		case 'FailedPrecondition':
		case 'OutOfRange':
			return 400;
		case 'Unauthenticated':
			return 401;
		case 'PermissionDenied':
			return 403;
		case 'NotFound':
			return 404;
		case 'AlreadyExists':
			return 409;
		case 'Unimplemented':
			return 501;
		case 'Unavailable':
			return 503;
		default:
			return 500;
	}
}

/** RFC 3339 as Go prints a time: no trailing zeros in the fraction. Unit of `ms`: since 1970. */
export const formatTime = (ms: number): string => new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');
