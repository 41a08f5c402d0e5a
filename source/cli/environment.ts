import type {ThemeOptions} from '../ui/text/theme.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the user's environment says of the terminal: colours, background, characters. */
export function readEnvironment(env: Environment): ThemeOptions {
	// rxvt's convention, which others took over: foreground;background, 7 and 9…15 being bright.
	const background = /;(\d+)$/.exec(env.COLORFGBG ?? '')?.[1];
	const isLight = background !== undefined && (background === '7' || Number(background) > 8);
	// Only what a locale says outright: where none is set, a terminal of today knows UTF-8.
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
	return {
		noColor: Boolean(env.NO_COLOR),
		isAscii: Boolean(locale) && !/utf-?8/i.test(locale ?? ''),
		...(background !== undefined && {background: isLight ? 'light' : 'dark'}),
	};
}

/** To be called before Ink is loaded, which reads both of these as it is: it draws nothing in CI, and knows no NO_COLOR. */
export function prepareForInk(env: Record<string, string | undefined>): void {
	delete env.CI;
	delete env.CONTINUOUS_INTEGRATION;
	if (env.NO_COLOR) env.FORCE_COLOR = '0';
}
