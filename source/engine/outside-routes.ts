/**
What engines answer about things that the lab has none of: a new engine's empty lists, as recorded. So that tools that
look at everything find an engine on which nothing runs.
*/
export const outsideRoutes = [
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
