/** What of a help text is Docker's to decide. An entry shows at which column its description begins. */
function outline(text: string): string[] {
	const lines: string[] = [];
	for (const line of text.split('\n')) {
		const entry = /^( {2,}(?:-\w, )?(?:--)?[a-z][\w-]*(?: [\w-]+)?)( {2,}| (?=\S))(.*)$/.exec(line);
		if (entry && /^ {2}(\w| {4}--|-\w)/.test(line)) {
			const [, left = '', gap = '', text = ''] = entry;
			lines.push(`${left} @${left.length + gap.length} ${text}`);
		} else if (/^ {10,}\S/.test(line) && lines.length > 0) lines.push(`${lines.pop()} ${line.trim()}`);
		else if (line.startsWith('$ ')) lines.push('<example>');
		else if (/^[a-z-]+ {2,}\S/.test(line))
			lines.push(line.replace(/^([a-z-]+ {2,}).*/, (_, left) => `${left.trim()} @${left.length} `));
		else if (/^( {2}docker |\S)/.test(line)) lines.push(line);
		else if (line === '') lines.push('');
	}
	return lines.map(line =>
		/ @\d+ /.test(line) ? line.replace(/ (@\d+) .*?((\(default [^()]+\))?)$/, ' $1 $2').trimEnd() : line,
	);
}

/** The line that says what a command does. */
function withoutSummary(lines: string[]): string[] {
	return lines.map((line, index) => (lines[index - 2]?.startsWith('Usage:') ? '<summary>' : line));
}

/** A help text without its descriptions, which are our own words. */
export const shownOutline = (text: string): string[] => withoutSummary(outline(text));
