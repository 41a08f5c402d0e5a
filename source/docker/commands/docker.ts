import {any, none} from '../grammar/arity.ts';
import {type Command, leaf} from '../grammar/command.ts';
import {flag} from '../grammar/flag.ts';
import {bool, list, string} from '../grammar/kinds.ts';
import {outside} from '../outside.ts';
import {contextCommand} from './context/context.ts';
import {networkCommand} from './network/network.ts';
import {nodeCommand} from './node/node.ts';
import {swarmCommand} from './swarm/swarm.ts';
import {eventsCommand} from './system/events.ts';
import {infoCommand} from './system/info.ts';
import {systemCommand} from './system/system.ts';
import {versionCommand} from './system/version.ts';

/** The whole command tree. `configDirectory` shows in the global options' defaults. */
export function dockerCommand(configDirectory: string): Command {
	return {
		name: 'docker',
		usage: '[OPTIONS] COMMAND [ARG...]',
		summary: 'Talks to a Docker engine',
		arity: none,
		flags: globalFlags(configDirectory),
		children,
	};
}

function globalFlags(configDirectory: string) {
	return {
		config: flag(string(configDirectory), 'Folder with the configuration of this client', {takes: 'file'}),
		context: flag(string(), 'Context whose engine to talk to, whatever DOCKER_HOST and the current context say', {
			shorthand: 'c',
		}),
		debug: flag(bool(), 'Say more about what happens', {shorthand: 'D'}),
		host: flag(list(), 'Engine to talk to, by its socket or address', {shorthand: 'H'}),
		'log-level': flag(string('info'), 'Least level to log ("debug", "info", "warn", "error", "fatal")', {
			shorthand: 'l',
			takes: ['debug', 'info', 'warn', 'error', 'fatal'],
		}),
		tls: flag(bool(), 'Speak TLS; --tlsverify implies it'),
		tlscacert: flag(string(`${configDirectory}/ca.pem`), 'Trust what this CA signed, and nothing else', {
			takes: 'file',
		}),
		tlscert: flag(string(`${configDirectory}/cert.pem`), 'Certificate to show to the engine', {takes: 'file'}),
		tlskey: flag(string(`${configDirectory}/key.pem`), 'Key of that certificate', {takes: 'file'}),
		tlsverify: flag(bool(), "Speak TLS and check the engine's certificate"),
		version: flag(bool(), "Print the client's version and quit", {shorthand: 'v'}),
	};
}

const helpCommand = leaf({
	name: 'help',
	usage: '[command]',
	summary: 'Explains a command',
	arity: any,
	flags: {},
	isHidden: true,
	run: ({showHelp}) => showHelp(),
});

const common = 'Common Commands';
const management = 'Management Commands';
const swarm = 'Swarm Commands';

const children: readonly Command[] = [
	outside('run', 'Make a container from an image and start it', common),
	outside('exec', 'Run something in a running container', common),
	outside('ps', 'Show containers', common),
	outside('build', 'Make an image from a Dockerfile', common),
	outside('pull', 'Fetch an image from a registry', common),
	outside('push', 'Send an image to a registry', common),
	outside('images', 'Show images', common),
	outside('login', 'Log in to a registry', common),
	outside('logout', 'Log out of a registry', common),
	outside('search', 'Look for images on Docker Hub', common),
	{...versionCommand, heading: common},
	{...infoCommand, heading: common},
	{...outside('builder', 'Builds and their cache', management), apiVersion: '1.31'},
	{...outside('checkpoint', 'Checkpoints of containers', management), isExperimental: true},
	outside('container', 'Containers', management),
	{...contextCommand, heading: management},
	outside('image', 'Images', management),
	outside('manifest', 'Image manifests and manifest lists', management),
	{...networkCommand, heading: management},
	{...outside('plugin', 'Plugins', management), apiVersion: '1.25'},
	{...systemCommand, heading: management},
	outside('trust', 'Signatures of images', management),
	outside('volume', 'Volumes', management),
	{...outside('config', 'Configuration kept by the swarm', swarm), swarm: 'manager', apiVersion: '1.30'},
	{...nodeCommand, heading: swarm},
	{...outside('secret', 'Secrets kept by the swarm', swarm), swarm: 'manager', apiVersion: '1.25'},
	{...outside('service', 'Services', swarm), swarm: 'manager', apiVersion: '1.24'},
	{...outside('stack', 'Stacks of services', swarm), swarm: 'manager', apiVersion: '1.25'},
	{...swarmCommand, heading: swarm},
	outside('attach', "Connect this terminal to a container's streams"),
	outside('commit', 'Make an image from what changed in a container'),
	outside('cp', 'Copy files from or to a container'),
	outside('create', 'Make a container'),
	outside('diff', "Show what changed in a container's files"),
	eventsCommand,
	outside('export', "Write a container's files to a tar archive"),
	outside('history', 'Show how an image came about'),
	outside('import', 'Make an image from a tarball'),
	outside('inspect', 'Show all there is to know of an object'),
	outside('kill', 'End containers at once'),
	outside('load', 'Read images from a tar archive or STDIN'),
	outside('logs', 'Show what a container wrote'),
	outside('pause', 'Hold all processes of containers'),
	outside('port', "Show a container's ports"),
	outside('rename', 'Give a container another name'),
	outside('restart', 'Stop containers and start them again'),
	{...outside('rm', 'Delete containers'), aliases: ['remove']},
	outside('rmi', 'Delete images'),
	outside('save', 'Write images to a tar archive'),
	outside('start', 'Start containers that were stopped'),
	outside('stats', 'Follow what containers consume'),
	outside('stop', 'Stop containers'),
	outside('tag', 'Give an image one more name'),
	outside('top', "Show a container's processes"),
	outside('unpause', 'Let held containers go on'),
	outside('update', 'Change the limits of containers'),
	outside('wait', 'Wait until containers stop, then print how they ended'),
	helpCommand,
];
