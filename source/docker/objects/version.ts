import {boolType, field, mapOf, pointerTo, sliceOf, stringType, structType} from '../go/type.ts';
import {clientVersionType} from './info.ts';

const componentType = structType('types.ComponentVersion', [
	field('Name', stringType),
	field('Version', stringType),
	field('Details', mapOf(stringType), ',omitempty'),
]);

const serverType = structType('types.Version', [
	field('Platform', structType('struct { Name string }', [field('Name', stringType)]), ',omitempty'),
	field('Components', sliceOf(componentType), ',omitempty'),
	field('Version', stringType),
	field('APIVersion', stringType, 'ApiVersion'),
	field('MinAPIVersion', stringType, 'MinAPIVersion,omitempty'),
	field('GitCommit', stringType),
	field('GoVersion', stringType),
	field('Os', stringType),
	field('Arch', stringType),
	field('KernelVersion', stringType, ',omitempty'),
	field('Experimental', boolType, ',omitempty'),
	field('BuildTime', stringType, ',omitempty'),
]);

/** What `docker version` shows, as its templates see it. */
export const versionInfoType = structType('system.versionInfo', [
	field('Client', clientVersionType),
	field('Server', pointerTo(serverType)),
]);

export type Component = {
	readonly Name: string;
	readonly Version: string;
	readonly Details?: Readonly<Record<string, string>> | null;
};

/** What `GET /version` answers. */
export type ServerVersion = {
	readonly Platform?: {readonly Name?: string};
	readonly Components?: readonly Component[] | null;
	readonly Version: string;
	readonly ApiVersion: string;
	readonly MinAPIVersion?: string;
	readonly GitCommit: string;
	readonly GoVersion: string;
	readonly Os: string;
	readonly Arch: string;
	readonly KernelVersion?: string;
	readonly Experimental?: boolean;
	readonly BuildTime?: string;
};
