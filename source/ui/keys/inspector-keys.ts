import {type BindingGroup, bind, type KeyMode, needsSwarm, prefixed} from './binding.ts';

const typing: readonly KeyMode[] = ['typing'];
const keysOnly: readonly KeyMode[] = ['keys'];
const inside: readonly KeyMode[] = ['inspector'];
const fromKeys: readonly KeyMode[] = ['keys', 'inspector'];

/** What opens the inspector's pages, and leads from one to the other. */
export const lookingKeys: BindingGroup = {
	title: 'Looking closer',
	bindings: [
		bind(['alt-v'], typing, 'menu of all of these', {type: 'menu', menu: 'look'}),
		bind(['V', 'alt-v'], keysOnly, 'menu of all of these', {type: 'menu', menu: 'look'}),
		bind(
			['c'],
			fromKeys,
			"the node's certificate: chain, fields, renewal, PEM",
			{type: 'inspect', page: 'certificate'},
			{hint: ['certificate', 5], ...needsSwarm},
		),
		bind(
			['T'],
			fromKeys,
			'join tokens: their halves, and who holds an old one',
			{type: 'inspect', page: 'tokens'},
			{hint: ['tokens', 6], ...needsSwarm},
		),
		bind(
			['r'],
			fromKeys,
			"the root CA, and each node's progress while it is rotated",
			{type: 'inspect', page: 'root'},
			{hint: ['root', 7], ...needsSwarm},
		),
		bind(
			['M'],
			fromKeys,
			'messages of joins, renewals and elections, step by step',
			{type: 'inspect', page: 'messages'},
			{hint: ['messages', 6]},
		),
	],
};

export const inspectorKeys: BindingGroup = {
	title: 'While looking closer',
	bindings: [
		bind(['escape', 'q'], inside, 'back to the dashboard', {type: 'close'}, {hint: ['back', 1]}),
		bind(['up', 'k'], inside, 'a line or step up', {type: 'inspect-scroll', by: 'line', step: -1}),
		bind(
			['down', 'j'],
			inside,
			'a line or step down',
			{type: 'inspect-scroll', by: 'line', step: 1},
			{hint: ['move', 2, 'Up Down']},
		),
		bind(['pageup'], inside, 'a page up', {type: 'inspect-scroll', by: 'page', step: -1}),
		bind(['pagedown'], inside, 'a page down', {type: 'inspect-scroll', by: 'page', step: 1}),
		bind(['g', 'home'], inside, 'to the beginning', {type: 'inspect-scroll', by: 'all', step: -1}),
		bind(['G', 'end'], inside, 'to the end; of messages: follow what comes', {
			type: 'inspect-scroll',
			by: 'all',
			step: 1,
		}),
		bind(['left', 'h'], inside, 'the certificate below in the chain; the conversation before', {
			type: 'inspect-next',
			step: -1,
		}),
		bind(
			['right', 'l'],
			inside,
			'the certificate above in the chain; the conversation after',
			{type: 'inspect-next', step: 1},
			{hint: ['next', 3, 'Left Right']},
		),
		bind(['tab'], inside, 'a certificate explained, as openssl prints it, as PEM', {type: 'inspect-tab', step: 1}),
		bind(['shift-tab'], inside, 'the same, backwards', {type: 'inspect-tab', step: -1}),
		bind([...prefixed(''), ...prefixed('alt-')], inside, 'another node', {type: 'select-number'}, {label: '1–9'}),
		bind(['<'], inside, 'the node before', {type: 'select-neighbour', step: -1}),
		bind(['>'], inside, 'the node after', {type: 'select-neighbour', step: 1}),
		bind(['s'], inside, 'show secrets, and hide them', {type: 'inspect-reveal'}),
		bind(
			['y'],
			inside,
			"copy: the certificate's PEM, the worker's token, the step's words",
			{type: 'inspect-copy', role: 'worker'},
			{hint: ['copy', 4]},
		),
		bind(['Y'], inside, "copy the manager's token", {type: 'inspect-copy', role: 'manager'}),
	],
};
