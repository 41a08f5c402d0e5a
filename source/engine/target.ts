/** Where a request goes, as the engine's router reads it: unescaped, without detours, the API version apart. */
export type Target = {
	/** Without the version: `/nodes/node 1`. */
	readonly path: string;
	/** As it was written; absent: the newest. */
	readonly version?: string;
};

/** A path without `//`, `/./` and `/../`; a slash at its end stays. (Go's path.Clean, as gorilla/mux uses it) */
function clean(path: string): string {
	const parts: string[] = [];
	for (const part of path.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	const isFolder = path.endsWith('/') && parts.length > 0;
	return `/${parts.join('/')}${isFolder ? '/' : ''}`;
}

function decodePath(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

/** As Go writes a path into a URL. */
const encodePath = (path: string): string =>
	encodeURI(path).replaceAll(/[!'()*?#]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** Where the router sends who took a detour; undefined: nobody is sent anywhere. */
export function detourOf(path: string): string | undefined {
	const given = decodePath(path);
	const straight = clean(given);
	return straight === given ? undefined : encodePath(straight);
}

export function readTarget(path: string): Target {
	const given = decodePath(path);
	const [, version, rest] = /^\/v([0-9.]+)(\/.*)$/s.exec(given) ?? [];
	return version === undefined || rest === undefined ? {path: given} : {path: rest, version};
}

/** Older API versions come first: integers between dots, a missing one counting as 0. */
export function compareVersions(a: string, b: string): number {
	const [x = [], y = []] = [a, b].map(text => text.split('.').map(Number));
	const places = Array.from({length: Math.max(x.length, y.length)}, (_, index) => index);
	return places.map(index => (x[index] ?? 0) - (y[index] ?? 0)).find(difference => difference !== 0) ?? 0;
}
