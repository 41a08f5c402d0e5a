import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {heavyLines, lightLines} from '../text/glyphs.ts';
import {drawBottom, drawTitle, innerHeight, innerWidth, type PanelFrame} from '../text/panel.ts';

type FrameProps = {readonly frame: PanelFrame; readonly children: ReactNode};

/** A panel's frame round what Ink lays out itself. */
export function Frame({frame, children}: FrameProps) {
	const {chrome, width, height, isFocused, theme} = frame;
	const rows = innerHeight(chrome, height);
	const {vertical} = isFocused ? heavyLines : lightLines;
	const side = theme.paint(vertical, isFocused ? 'borderFocused' : 'border');
	const sides = Array.from({length: rows}, () => side).join('\n');
	return (
		<Box flexDirection="column" width={width} height={height}>
			<Text>{drawTitle(frame)}</Text>
			<Box height={rows}>
				{chrome === 'box' && <Text>{sides}</Text>}
				<Box flexDirection="column" width={innerWidth(chrome, width)} marginX={1}>
					{children}
				</Box>
				{chrome === 'box' && <Text>{sides}</Text>}
			</Box>
			{chrome === 'box' && <Text>{drawBottom(width, isFocused, theme)}</Text>}
		</Box>
	);
}
