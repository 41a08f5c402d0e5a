import {defineConfig} from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		// Files share their workers: Ink and React are loaded once, not once per file.
		isolate: false,
		// Screens are compared as plain text, and Ink prints nothing where it takes CI for granted.
		env: {FORCE_COLOR: '0', CI: 'false'},
		testTimeout: 20_000,
	},
});
