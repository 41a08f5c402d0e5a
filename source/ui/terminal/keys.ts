/** One key press: its name, and the text it stands for where it is a printable one. */
export type Key = {readonly name: string; readonly text?: string};

const finals: Readonly<Record<string, string>> = {
	A: 'up',
	B: 'down',
	C: 'right',
	D: 'left',
	F: 'end',
	H: 'home',
	P: 'f1',
	Q: 'f2',
	R: 'f3',
	S: 'f4',
};

/** The number before `~`. */
const numbered: Readonly<Record<string, string>> = {
	1: 'home',
	2: 'insert',
	3: 'delete',
	4: 'end',
	5: 'pageup',
	6: 'pagedown',
	7: 'home',
	8: 'end',
	11: 'f1',
	12: 'f2',
	13: 'f3',
	14: 'f4',
	15: 'f5',
	17: 'f6',
	18: 'f7',
	19: 'f8',
	20: 'f9',
	21: 'f10',
	23: 'f11',
	24: 'f12',
};

const controls: Readonly<Record<string, string>> = {
	'\u0000': 'ctrl-space',
	'\b': 'backspace',
	'\t': 'tab',
	'\n': 'enter',
	'\r': 'enter',
	'\u001B': 'escape',
	'\u001C': 'ctrl-\\',
	'\u001D': 'ctrl-]',
	'\u001E': 'ctrl-^',
	'\u001F': 'ctrl-_',
	'\u007F': 'backspace',
	' ': 'space',
};

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: terminals send them
const sequence = /^\u001B(?:\[(\d*)(?:;(\d+))?([A-Z~^$@])|O([A-Za-z])|\[\[([A-E]))$/;
const sequenceStart = /^\u001B\u001B?[[O]./;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: terminals send them

/** The name of what a terminal sent for one key: `a`, `ctrl-a`, `alt-b`, `f5`, `ctrl-left`; `unknown` for the rest. */
export function readKey(raw: string): Key {
	const plain = controls[raw];
	if (raw === ' ') return {name: 'space', text: ' '};
	if (plain !== undefined) return {name: plain};
	if (!raw.startsWith('\u001B')) return raw < ' ' ? {name: `ctrl-${letterOf(raw)}`} : {name: raw, text: raw};
	if (raw === '\u001B\u001B') return {name: 'escape'};
	const parts = sequence.exec(raw);
	if (parts !== null) return {name: sequenceName(parts)};
	if (sequenceStart.test(raw)) {
		return raw.startsWith('\u001B\u001B') ? withModifier('alt', readKey(raw.slice(1))) : {name: 'unknown'};
	}
	return withModifier('alt', readKey(raw.slice(1)));
}

function letterOf(control: string): string {
	return String.fromCharCode(control.charCodeAt(0) + 96);
}

function withModifier(modifier: string, {name}: Key): Key {
	return {name: name === 'unknown' ? name : `${modifier}-${name}`};
}

function sequenceName([, number = '', modifierBits = '1', final = '', ss3 = '', console = '']: string[]): string {
	if (console !== '') return `f${console.charCodeAt(0) - 64}`;
	if (final === 'Z') return 'shift-tab';
	if (/[a-d]/.test(ss3)) return `ctrl-${finals[ss3.toUpperCase()]}`;
	const base = ss3 !== '' ? finals[ss3] : /[~^$@]/.test(final) ? numbered[number] : finals[final];
	if (base === undefined) return 'unknown';
	const rxvt = final === '^' ? 4 : final === '$' ? 1 : final === '@' ? 5 : 0;
	const bits = (Number(modifierBits) - 1) | rxvt;
	const modifiers = [bits & 4 && 'ctrl-', bits & 2 && 'alt-', bits & 1 && 'shift-'].filter(Boolean);
	return modifiers.join('') + base;
}
