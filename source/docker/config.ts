import type {ProcessIo} from '../base/program.ts';

/** The client's configuration file: the keys that this command line heeds. */
export type Config = {
	/** `~/.docker`, unless moved by `--config` or DOCKER_CONFIG. */
	readonly directory: string;
	readonly nodesFormat?: string;
	readonly tasksFormat?: string;
	readonly networksFormat?: string;
	/** The context in use; absent: the default one. */
	readonly currentContext?: string;
};

/** Without HOME it is the home of the user, who in the lab is root. */
export function configDirectory(env: ProcessIo['env']): string {
	return env.DOCKER_CONFIG || `${env.HOME || '/root'}/.docker`;
}

/** A missing file is an empty one. An unreadable one is warned of and passed over. */
export function readConfig(directory: string, {files, stderr}: Pick<ProcessIo, 'files' | 'stderr'>): Config {
	const path = `${directory}/config.json`;
	const text = files.read(path);
	if (text === undefined) return {directory};
	try {
		return {...JSON.parse(text), directory};
	} catch (error) {
		stderr(`WARNING: Error parsing config file (${path}): ${(error as Error).message}\n`);
		return {directory};
	}
}

/** Writes the file anew with another context in use. */
export function saveCurrentContext(directory: string, files: ProcessIo['files'], name: string | undefined): void {
	const {directory: _, currentContext, ...config} = readConfig(directory, {files, stderr: () => {}});
	if (currentContext === name) return;
	const saved = {auths: {}, ...config, ...(name === undefined ? {} : {currentContext: name})};
	files.write(`${directory}/config.json`, JSON.stringify(saved, undefined, '\t'));
}
