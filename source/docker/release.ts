/** The docker client that this command line is, to the letter of what it says about itself. */
export const release = {
	version: '28.2.2',
	apiVersion: '1.50',
	goVersion: 'go1.24.3',
	gitCommit: 'e6534b4',
	buildTime: 'Fri May 30 12:07:14 2025',
	os: 'linux',
	arch: 'amd64',
} as const;
