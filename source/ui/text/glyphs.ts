/** Every symbol on the screen takes one cell and has a stand-in for terminals without Unicode. */
export const glyphs = {
	leader: '★',
	running: '●',
	outside: '○',
	joining: '◌',
	failed: '✗',
	locked: '▪',
	stopped: '■',
	off: '□',
	differs: '≠',
	pointer: '❯',
	play: '►',
	pause: '‖',
	times: '×',
	dot: '·',
	dash: '–',
	more: '…',
	arrow: '→',
	up: '↑',
	down: '↓',
	check: '✓',
	barFull: '━',
	barEmpty: '─',
	/** A range on a bar: what is past of it, and what is to come. */
	rangePast: '▓',
	range: '░',
	/** A moment on a bar. */
	mark: '◆',
	hidden: '•',
	/** Ends of an arrow between lanes, and what it crosses. */
	headRight: '►',
	headLeft: '◄',
	fromLeft: '├',
	fromRight: '┤',
	cross: '┼',
	lane: '│',
	lost: '╌',
	expired: '†',
	rotation: '↻',
	branch: '┬',
	here: '█',
} as const;

export type Lines = {
	readonly horizontal: string;
	readonly vertical: string;
	/** Top left, top right, bottom left, bottom right. */
	readonly corners: readonly [string, string, string, string];
};

export const lightLines: Lines = {horizontal: '─', vertical: '│', corners: ['╭', '╮', '╰', '╯']};
export const heavyLines: Lines = {horizontal: '━', vertical: '┃', corners: ['┏', '┓', '┗', '┛']};

const standIns: Readonly<Record<string, string>> = {
	'★': '*',
	'●': '@',
	'○': 'o',
	'◌': '~',
	'✗': '!',
	'▪': '#',
	'■': 'x',
	'□': 'x',
	'≠': '!',
	'❯': '>',
	'►': '>',
	'‖': '"',
	'×': 'x',
	'·': '-',
	'–': '-',
	'…': '~',
	'→': '>',
	'↑': '^',
	'↓': 'v',
	'✓': '+',
	'†': '%',
	'↻': '@',
	'┬': 'Y',
	'█': '|',
	'─': '-',
	'━': '=',
	'│': '|',
	'┃': '#',
	'╭': '+',
	'╮': '+',
	'╰': '+',
	'╯': '+',
	'┏': '#',
	'┓': '#',
	'┗': '#',
	'┛': '#',
	'▓': '#',
	'░': ':',
	'◆': 'R',
	'•': '*',
	'◄': '<',
	'├': '+',
	'┤': '+',
	'┼': '+',
	'╌': '.',
};

/** The same text for a terminal that shows ASCII alone. */
export function toAscii(text: string): string {
	return text.replace(/[^\u0020-\u007E]/gu, character => standIns[character] ?? '?');
}
