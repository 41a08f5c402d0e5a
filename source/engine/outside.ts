/**
What engines answer about things that the lab has none of: a new engine's empty lists, as recorded, so that tools that
look at everything find an engine on which nothing runs; and to everything else one line that says so.
*/
export const emptyLists = [
	{path: '/containers/json', access: 'open', answer: []},
	{path: '/images/json', access: 'open', answer: []},
	{path: '/volumes', access: 'open', answer: {Volumes: [], Warnings: null}},
	{path: '/plugins', access: 'open', answer: []},
	{
		path: '/system/df',
		access: 'open',
		answer: {LayersSize: 0, Images: [], Containers: [], Volumes: [], BuildCache: []},
	},
	{path: '/secrets', access: 'manager', answer: []},
	{path: '/configs', access: 'manager', answer: []},
] as const;

export const missingObjects = [
	{path: '/containers/*/json', access: 'open', message: (ref: string) => `No such container: ${ref}`},
	{path: '/images/**/json', access: 'open', message: (ref: string) => `No such image: ${withTag(ref)}`},
	{path: '/volumes/*', access: 'open', message: (ref: string) => `volume ${ref} not found`},
	{path: '/services/*', access: 'manager', message: (ref: string) => `service ${ref} not found`},
	{path: '/tasks/*', access: 'manager', message: (ref: string) => `task ${ref} not found`},
	{path: '/secrets/*', access: 'manager', message: (ref: string) => `secret ${ref} not found`},
	{path: '/configs/*', access: 'manager', message: (ref: string) => `config ${ref} not found`},
] as const;

const withTag = (image: string): string => (/[:@][^/]*$/.test(image) ? image : `${image}:latest`);

/** All that Docker's engines can do with them. */
export const outside =
	'(?:containers|images|volumes|services|tasks|secrets|configs|plugins|exec|distribution|build|commit|auth|session|grpc|system)(?:/.*)?';

export const notModelled = "not modelled: swarmlab has a swarm's control plane, no containers or images";
