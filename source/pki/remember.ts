/**
A pure function of a text that remembers its latest `limit` answers. Lives outside the state: what it
holds can be made again at any time.
*/
export function remember<Answer>(limit: number, make: (text: string) => Answer): (text: string) => Answer {
	const answers = new Map<string, Answer>();
	return text => {
		const known = answers.get(text);
		if (known !== undefined) return known;
		const answer = make(text);
		if (answers.size >= limit) answers.delete(answers.keys().next().value ?? '');
		answers.set(text, answer);
		return answer;
	};
}
