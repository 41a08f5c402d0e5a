import {dockerCommand} from '../../source/docker/commands/docker.ts';
import {type Command, type CommandPath, last, pathText} from '../../source/docker/grammar/command.ts';
import {type Chance, createChance} from './chance.ts';
import {template, templatedCommands} from './template.ts';
import {argument, damage, flagText, hostileWord, moment} from './words.ts';

/** Command lines that one client runs after another, with one home. */
export type Case = {
	/** A recorded engine; undefined: none answers. */
	readonly engine: string | undefined;
	/** Words after `docker`. */
	readonly lines: readonly (readonly string[])[];
	readonly stdin: string;
	readonly env: Readonly<Record<string, string>>;
};

const root = dockerCommand('/root/.docker');

function pathsBelow(path: CommandPath): CommandPath[] {
	const children = (last(path).children ?? []).filter(child => !child.isOutside && !child.isHidden);
	return [path, ...children.flatMap(child => pathsBelow([...path, child]))];
}
const paths = pathsBelow([root]);
const contextPaths = paths.filter(path => path[1]?.name === 'context');
/** Those whose output a template shapes have the most to get wrong. */
const templatedPaths = paths.filter(path => templatedCommands.includes(pathText(path.slice(1) as never)));

function pathWords(chance: Chance, path: CommandPath): string[] {
	return path.slice(1).map(({name, aliases = []}) => {
		if (aliases.length > 0 && chance.once(5)) return chance.pick(aliases);
		if (!chance.once(60)) return name;
		return chance.pick([damage(chance, name), name.toUpperCase(), name.slice(0, 1), hostileWord(chance)]);
	});
}

function flagValue(chance: Chance, path: CommandPath, name: string): string {
	const flag = last(path).flags[name];
	if (name === 'format' && !chance.once(10)) return template(chance, pathText(path.slice(1) as never));
	if ((name === 'since' || name === 'until') && !chance.once(10)) return moment(chance);
	return flag ? flagText(chance, flag) : hostileWord(chance);
}

/** One flag, in one of the forms that pflag reads, or nearly. */
function flagWords(chance: Chance, path: CommandPath): string[] {
	// TLS is not spoken here.
	const names = Object.keys(last(path).flags).filter(name => !name.startsWith('tls'));
	if (names.length === 0 || chance.once(25)) return [hostileWord(chance)];
	const name = names.includes('format') && chance.once(3) ? 'format' : chance.pick(names);
	const {shorthand, alone} = last(path).flags[name] ?? {};
	const isSwitch = alone !== undefined;
	const value = flagValue(chance, path, name);
	const long = chance.once(40) ? name.slice(0, -1) : name;
	if (isSwitch && !chance.once(4)) return [shorthand && chance.once(2) ? `-${shorthand}` : `--${long}`];
	if (shorthand && chance.once(2)) {
		return chance.pick([
			[`-${shorthand}`, value],
			[`-${shorthand}${value}`],
			[`-${shorthand}=${value}`],
			[`-q${shorthand}`, value],
		]);
	}
	return chance.once(2) ? [`--${long}`, value] : [`--${long}=${value}`];
}

function globalWords(chance: Chance): string[] {
	if (!chance.once(12)) return [];
	return chance.pick([
		['--context', 'default'],
		['--context', 'nosuch'],
		['-c', 'n2'],
		['-H', 'x://y'],
		['-H', 'unix:///nosuch.sock'],
		['--host=tcp://127.0.0.1:1'],
		['-H', 'a', '-H', 'b'],
		['-H', 'unix:///nosuch.sock', '--context', 'x'],
		['-l', 'error'],
		['--log-level', 'nosuch'],
		['--log-level='],
		['--version'],
		['-v'],
		['-h'],
		['--help'],
		['--'],
		[hostileWord(chance)],
	]);
}

/** Flags and arguments in any order; `--` may end the flags. */
function shuffle(chance: Chance, groups: readonly (readonly string[])[]): string[] {
	const rest = [...groups];
	const words: string[] = [];
	while (rest.length > 0) words.push(...(rest.splice(chance.below(rest.length), 1)[0] ?? []));
	if (chance.once(30)) words.splice(chance.below(words.length + 1), 0, '--');
	return words;
}

function argumentCount(chance: Chance, {arity}: Command): number {
	if (chance.once(12)) return chance.below(4);
	if (arity.type === 'exactly' || arity.type === 'plainly') return arity.count;
	if (arity.type === 'at least') return arity.count + chance.below(3);
	return arity.type === 'any' ? chance.below(3) : 0;
}

function drawLine(chance: Chance, path: CommandPath): string[] {
	const flags = chance.some(3, () => flagWords(chance, path));
	const count = last(path).children ? Number(chance.once(4)) : argumentCount(chance, last(path));
	const args = Array.from({length: count}, () => [argument(chance)]);
	const words = [...globalWords(chance), ...pathWords(chance, path), ...shuffle(chance, [...flags, ...args])];
	// What rotates the root CA waits for it, and these engines never do.
	if (words.includes('ca')) words.push('--detach');
	return words.map(word => word.replaceAll('\0', ''));
}

export function drawCase(seed: number, index: number, engineNames: readonly string[]): Case {
	const chance = createChance(seed, index);
	const isStory = chance.once(10);
	const draw = () => {
		if (isStory) return drawLine(chance, chance.pick(contextPaths));
		return drawLine(chance, chance.pick(chance.once(3) ? templatedPaths : paths));
	};
	return {
		engine: chance.once(15) || isStory ? undefined : chance.once(2) ? 'manager' : chance.pick(engineNames),
		lines: isStory ? Array.from({length: 2 + chance.below(5)}, draw) : [draw()],
		stdin: chance.pick(['', '', 'y\n', 'n\n', 'SWMKEY-1-x\n', 'Y']),
		env: chance.once(20)
			? chance.pick<Record<string, string>>([
					{DOCKER_CONTEXT: 'nosuch'},
					{DOCKER_CONTEXT: 'default'},
					{DOCKER_API_VERSION: '1.30'},
				])
			: {},
	};
}

/** What changes something, or shows it; events would go on for ever, and contexts ask no engine. */
const storyPaths = paths.filter(path => last(path).run && path[1]?.name !== 'context' && last(path).name !== 'events');

/** Command lines that follow one another on one engine. */
export function drawStory(seed: number, index: number, engineNames: readonly string[]): Case {
	const chance = createChance(seed, index);
	const lines = Array.from({length: 1 + chance.below(5)}, () => drawLine(chance, chance.pick(storyPaths)));
	return {engine: chance.pick(engineNames), lines, stdin: chance.pick(['', 'y\n', 'n\n']), env: {}};
}
