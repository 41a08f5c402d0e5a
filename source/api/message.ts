/** The one seam: what crosses between a client (command line, dashboard, docker) and a node's engine. */
export type ApiRequest = {
	readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE' | 'PUT' | 'OPTIONS';
	/** With the version prefix, without the query: `/v1.50/nodes`. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string>>;
	readonly headers?: Readonly<Record<string, string>>;
	/** JSON text. */
	readonly body?: string;
};

export type ApiResponse = {
	readonly status: number;
	/** Keys as the engine writes them: `Api-Version`, `Content-Type`, `Swarm` … */
	readonly headers: Readonly<Record<string, string>>;
	/** All of it; empty where the response is streamed. */
	readonly body: string;
	/**
	The body's pieces, until the engine ends it. Throws where the connection breaks; leaving it (`break`, `return`)
	hangs up. It is to be read, or left.
	*/
	readonly stream?: AsyncIterable<string>;
};

/** How a client speaks to one engine. Rejects with a `ConnectionError` when nobody answers. */
export type Transport = (request: ApiRequest) => Promise<ApiResponse>;

/** The engine could not be reached: it is down, or its socket is not there. */
export class ConnectionError extends Error {
	override readonly name = 'ConnectionError';
}
