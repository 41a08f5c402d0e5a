import {type Client, ConnectionFailure, DaemonError} from '../../client.ts';
import {asFailure, Failure, Interrupted} from '../../failure.ts';
import {parseFormat} from '../../go/docker-functions.ts';
import {fromJson} from '../../go/json.ts';
import {executeTemplate, type Template, TemplateError} from '../../go/template.ts';
import {type GoValue, goPointer, goStrings, goStruct} from '../../go/values.ts';
import {none} from '../../grammar/arity.ts';
import {type Invocation, leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {string} from '../../grammar/kinds.ts';
import {clientInfoType, dockerInfoType, type Info, infoType, sparseInfoType} from '../../objects/info.ts';
import {inspectFormatHelp} from '../../output/format-flag.ts';
import {release} from '../../release.ts';
import {infoLines} from './info-lines.ts';

const flags = {
	format: flag(string(), inspectFormatHelp, {shorthand: 'f'}),
};

export const infoCommand = leaf({
	name: 'info',
	aliasPaths: ['docker system info', 'docker info'],
	usage: '[OPTIONS]',
	summary: 'Show what this engine is and does',
	arity: none,
	asksLate: true,
	flags,
	run: invocation =>
		invocation.flags.format === '' ? showInfo(invocation) : formatInfo(invocation.flags.format, invocation),
});

async function showInfo({client, contexts, io}: Invocation<typeof flags>): Promise<void> {
	const {info, problem} = await fetchInfo(client);
	io.stdout(
		`Client:\n Version:    ${release.version}\n Context:    ${contexts.current}\n Debug Mode: false\n\nServer:\n`,
	);
	if (info) {
		io.stdout(
			infoLines(info)
				.map(line => `${line}\n`)
				.join(''),
		);
		io.stderr((info.Warnings ?? []).map(warning => `${warning}\n`).join(''));
	}
	if (!problem) return;
	if (!(problem instanceof DaemonError)) throw problem;
	io.stderr(`ERROR: ${problem.message}\n`);
	throw new Failure('errors pretty printing info');
}

async function formatInfo(format: string, {client, contexts, io}: Invocation<typeof flags>): Promise<void> {
	const {info = {}, problem} = asksEngine(format, contexts.current) ? await fetchInfo(client) : {};
	if (problem instanceof Interrupted) throw problem;
	const data = goStruct(dockerInfoType, {
		// There even where nobody answered: all its fields are zero then.
		Info: goPointer(fromJson(info, infoType)),
		ClientInfo: goPointer(fromJson(clientInfo(contexts.current), clientInfoType)),
		...(problem instanceof DaemonError && {ServerErrors: goStrings([problem.message])}),
	});
	const failures = problem instanceof ConnectionFailure ? [problem] : [];
	try {
		writeTemplate(format, data, io.stdout);
	} catch (error) {
		failures.push(asFailure(error));
	}
	const last = failures.at(-1);
	if (last) throw new Failure(failures.map(({message}) => message).join('\n'), last.exitCode);
}

/** A template that fails on the way has written what came before. */
function writeTemplate(format: string, data: GoValue, write: (text: string) => void): void {
	const template = parseInfoFormat(format);
	try {
		write(`${executeTemplate(template, data)}\n`);
	} catch (error) {
		if (!(error instanceof TemplateError)) throw error;
		write(`${error.output}\n`);
		throw new Failure(error.message);
	}
}

function parseInfoFormat(format: string): Template {
	try {
		return parseFormat(format === 'json' ? '{{json .}}' : format);
	} catch (error) {
		throw error instanceof TemplateError ? new Failure(`template parsing error: ${error.message}`, 64) : error;
	}
}

async function fetchInfo(client: Client): Promise<{info?: Info; problem?: Failure | Interrupted}> {
	try {
		return {info: await client.get<Info>('/info')};
	} catch (error) {
		return {problem: error instanceof Interrupted ? error : asFailure(error)};
	}
}

/** False for a template that is content with what the client knows of itself. */
function asksEngine(format: string, context: string): boolean {
	if (!/\.[a-zA-Z]/.test(format)) return true;
	try {
		executeTemplate(parseFormat(format), fromJson({ClientInfo: clientInfo(context)}, sparseInfoType));
		return false;
	} catch (error) {
		if (!(error instanceof TemplateError)) throw error;
		return true;
	}
}

function clientInfo(context: string) {
	const {version, apiVersion, gitCommit, goVersion, os, arch, buildTime} = release;
	return {
		Debug: false,
		Version: version,
		DefaultAPIVersion: apiVersion,
		GitCommit: gitCommit,
		GoVersion: goVersion,
		Os: os,
		Arch: arch,
		BuildTime: buildTime,
		Context: context,
		Plugins: [],
		Warnings: null,
	};
}
