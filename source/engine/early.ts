import type {ApiRequest, ApiResponse} from '../api/message.ts';
import {ApiError, apiVersion, errorResponse, minApiVersion} from '../api/response.ts';

/** Answers from before a route is found: fewer headers, since less of the engine has had to do with them. */
const without = ({headers, ...response}: ApiResponse, ...names: readonly string[]): ApiResponse => ({
	...response,
	headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name))),
});

export function pageNotFound(method: ApiRequest['method']): ApiResponse {
	const {status, headers, body} = errorResponse(new ApiError(404, 'page not found'));
	const type = headers['Content-Type'] ?? '';
	return {status, headers: {'Content-Type': type}, body: method === 'HEAD' ? '' : body};
}

/** Very old clients are told in plain text. */
export function tooOld(version: string): ApiResponse {
	const message = `client version ${version} is too old. Minimum supported API version is ${minApiVersion}, please upgrade your client to a newer version`;
	const {status, headers} = without(errorResponse(new ApiError(400, message)), 'Docker-Experimental');
	const plain = {...headers, 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff'};
	return {status, headers: plain, body: `${message}\n`};
}

export function tooNew(version: string): ApiResponse {
	const message = `client version ${version} is too new. Maximum supported API version is ${apiVersion}`;
	return without(errorResponse(new ApiError(400, message)), 'Docker-Experimental');
}
