import type {ApiResponse} from '../api/message.ts';
import {ApiError, apiVersion, errorResponse, minApiVersion} from '../api/response.ts';
import type {Exchange} from './engine.ts';
import {compareVersions, detourOf, readTarget} from './target.ts';

/** Answers from before a route is found: fewer headers, since less of the engine has had to do with them. */
const without = ({headers, ...response}: ApiResponse, ...names: readonly string[]): ApiResponse => ({
	...response,
	headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name))),
});

/** Detours, paths that no route matches, and versions that the engine does not speak, are answered before all else. */
export function answerEarly({request}: Exchange, isRoute: boolean): ApiResponse | undefined {
	const {path, query = {}} = request;
	const detour = detourOf(path);
	if (detour !== undefined) return movedTo(`${detour}${searchOf(query)}`);
	if (!isRoute) return pageNotFound;
	const {version} = readTarget(path);
	if (version === undefined) return undefined;
	if (compareVersions(version, minApiVersion) < 0) return tooOld(version);
	return compareVersions(version, apiVersion) > 0 ? tooNew(version) : undefined;
}

function searchOf(query: Readonly<Record<string, string>>): string {
	const search = new URLSearchParams(query).toString();
	return search === '' ? '' : `?${search}`;
}

const movedTo = (location: string): ApiResponse => ({status: 301, headers: {Location: location}, body: ''});

const pageNotFound: ApiResponse = {
	...errorResponse(new ApiError(404, 'page not found')),
	headers: {'Content-Type': 'application/json'},
};

/** Very old clients are told in plain text. */
function tooOld(version: string): ApiResponse {
	const message = `client version ${version} is too old. Minimum supported API version is ${minApiVersion}, please upgrade your client to a newer version`;
	const {status, headers} = without(errorResponse(new ApiError(400, message)), 'Docker-Experimental');
	const plain = {...headers, 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff'};
	return {status, headers: plain, body: `${message}\n`};
}

function tooNew(version: string): ApiResponse {
	const message = `client version ${version} is too new. Maximum supported API version is ${apiVersion}`;
	return without(errorResponse(new ApiError(400, message)), 'Docker-Experimental');
}
