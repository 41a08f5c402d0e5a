import type {Client} from '../../client.ts';
import {asFailure, Failure} from '../../failure.ts';
import {dockerFunctions} from '../../go/docker-functions.ts';
import {fromJson} from '../../go/json.ts';
import {compareBytes} from '../../go/sort.ts';
import {alignColumns, versionTable} from '../../go/tabwriter.ts';
import {executeTemplate, parseTemplate, type Template, TemplateError} from '../../go/template.ts';
import {formatTime, parseTime} from '../../go/time.ts';
import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {string} from '../../grammar/kinds.ts';
import {type Component, type ServerVersion, versionInfoType} from '../../objects/version.ts';
import {inspectFormatHelp} from '../../output/format-flag.ts';
import {release} from '../../release.ts';

export const versionCommand = leaf({
	name: 'version',
	usage: '[OPTIONS]',
	summary: 'Show the versions of client and engine',
	arity: none,
	asksLate: true,
	flags: {
		format: flag(string(), inspectFormatHelp, {shorthand: 'f'}),
	},
	run: async ({client, contexts: {current}, flags: {format}, io}) => {
		const template = format === '' ? undefined : parseVersionFormat(format);
		const {server, problem} = await fetchVersion(client);
		if (template) {
			const {text, error} = execute(template, {client, current, server});
			io.stdout(alignColumns(`${text}\n`, versionTable));
			if (!problem && error) throw error;
		} else {
			io.stdout(
				alignColumns(`${[...clientLines(client, current), ...serverLines(server)].join('\n')}\n`, versionTable),
			);
		}
		if (problem) throw problem;
	},
});

async function fetchVersion(client: Client): Promise<{server?: ServerVersion; problem?: Failure}> {
	try {
		return {server: withEngine(await client.get<ServerVersion>('/version'))};
	} catch (error) {
		return {problem: asFailure(error)};
	}
}

/** Engines that list no components are one. */
function withEngine(server: ServerVersion): ServerVersion {
	const components = server.Components ?? [];
	if (components.some(({Name}) => Name === 'Engine')) {
		return {...server, Components: components.map(one => (one.Name === 'Engine' ? withReadableDate(one) : one))};
	}
	const {Version, ApiVersion, MinAPIVersion = '', GitCommit, GoVersion, Os, Arch, BuildTime = ''} = server;
	const Experimental = String(server.Experimental ?? false);
	const Details = {ApiVersion, MinAPIVersion, GitCommit, GoVersion, Os, Arch, BuildTime, Experimental};
	return {...server, Components: [...components, withReadableDate({Name: 'Engine', Version, Details})]};
}

function withReadableDate(engine: Component): Component {
	const {BuildTime} = engine.Details ?? {};
	return BuildTime === undefined
		? engine
		: {...engine, Details: {...engine.Details, BuildTime: readableDate(BuildTime)}};
}

function readableDate(time: string): string {
	try {
		return formatTime(parseTime(time), 'Mon Jan _2 15:04:05 2006');
	} catch {
		return time;
	}
}

function clientLines(client: Client, context: string): string[] {
	const spoken = client.apiVersion();
	const own = release.apiVersion;
	return [
		'Client:',
		` Version:\t${release.version}`,
		` API version:\t${spoken}${spoken === own ? '' : ` (downgraded from ${own})`}`,
		` Go version:\t${release.goVersion}`,
		` Git commit:\t${release.gitCommit}`,
		` Built:\t${release.buildTime}`,
		` OS/Arch:\t${release.os}/${release.arch}`,
		` Context:\t${context}`,
	];
}

function serverLines(server: ServerVersion | undefined): string[] {
	if (!server) return [];
	const platform = server.Platform?.Name ?? '';
	return ['', `Server:${platform && ` ${platform}`}`, ...(server.Components ?? []).flatMap(componentLines)];
}

function componentLines({Name, Version, Details}: Component): string[] {
	const details = Details ?? {};
	if (Name === 'Engine') return [` ${Name}:`, ...engineLines(Version, details)];
	const keys = Object.keys(details).toSorted(compareBytes);
	return [` ${Name}:`, `  Version:\t${Version}`, ...keys.map(key => `  ${key}:\t${details[key]}`)];
}

function engineLines(version: string, details: Readonly<Record<string, string>>): string[] {
	const detail = (key: string) => details[key] ?? '';
	return [
		`  Version:\t${version}`,
		`  API version:\t${detail('ApiVersion')} (minimum version ${detail('MinAPIVersion')})`,
		`  Go version:\t${detail('GoVersion')}`,
		`  Git commit:\t${detail('GitCommit')}`,
		`  Built:\t${detail('BuildTime')}`,
		`  OS/Arch:\t${detail('Os')}/${detail('Arch')}`,
		`  Experimental:\t${detail('Experimental')}`,
	];
}

function parseVersionFormat(format: string): Template {
	try {
		return parseTemplate(format === 'json' ? '{{json .}}' : format, {name: 'version', functions: dockerFunctions});
	} catch (error) {
		throw error instanceof TemplateError ? new Failure(`template parsing error: ${error.message}`, 64) : error;
	}
}

/** What the template wrote, up to where it failed if it did. */
function execute(
	template: Template,
	{client, current, server}: {client: Client; current: string; server?: ServerVersion},
): {text: string; error?: Failure} {
	const {version, apiVersion, gitCommit, goVersion, os, arch, buildTime} = release;
	const clientVersion = {
		Version: version,
		ApiVersion: client.apiVersion(),
		DefaultAPIVersion: apiVersion,
		GitCommit: gitCommit,
		GoVersion: goVersion,
		Os: os,
		Arch: arch,
		BuildTime: buildTime,
		Context: current,
	};
	try {
		const data = fromJson({Client: clientVersion, Server: server ?? null}, versionInfoType);
		return {text: executeTemplate(template, data)};
	} catch (error) {
		if (!(error instanceof TemplateError)) throw error;
		return {text: error.output, error: new Failure(error.message)};
	}
}
