/**
What the screen may look at more closely. Asked for only while somebody looks; the same object until it changed.
Times are milliseconds since 1970-01-01T00:00:00Z in virtual time.
*/
export type Inspection = {
	/** A node's certificate and what vouches for it; undefined where it has none. */
	readonly certificate: (node: string) => CertificateChain | undefined;
	/** How far the nodes of a swarm follow its root CA. */
	readonly rootTrust: (cluster: string) => RootTrust | undefined;
	/** Where there are copies of join tokens, and who came in by which. */
	readonly tokens: (cluster: string) => TokenUse | undefined;
	/** What machines told each other lately, oldest first. */
	readonly conversations: () => readonly Conversation[];
};

export type CertificateLink = {
	readonly type: 'node' | 'intermediate' | 'root';
	readonly subject: DistinguishedName;
	readonly issuer: DistinguishedName;
	/** Hex. */
	readonly serialNumber: string;
	readonly notBefore: number;
	readonly notAfter: number;
	/** Names under which a TLS peer may expect it. */
	readonly dnsNames: readonly string[];
	/** What its key may be used for, in openssl's words. */
	readonly usages: readonly string[];
	/** The point on P-256, uncompressed, hex. */
	readonly publicKey: string;
	/** SHA-1 of a public key, hex: its own, and its issuer's. */
	readonly subjectKeyIdentifier?: string;
	readonly authorityKeyIdentifier?: string;
	/** SHA-256 of the DER, hex. */
	readonly fingerprint: string;
	/** SHA-256 of the PEM text, hex: what a join token says of its root. */
	readonly digest: string;
	readonly pem: string;
	/** As `openssl x509 -text -noout` prints it. */
	readonly text: string;
};

/** Its parts as `openssl` names them. */
export type DistinguishedName = {readonly CN?: string; readonly O?: string; readonly OU?: string};

export type CertificateChain = {
	readonly node: string;
	/** The node's own, the intermediate that came with it, the root that the node trusts. */
	readonly links: readonly CertificateLink[];
	/** Why a node that trusts this root would refuse it now, in Go's words; absent: it would not. */
	readonly refusal?: string;
};

export type RootView = {readonly digest: string; readonly notBefore: number; readonly notAfter: number};

/**
How far a node is: with a certificate of the old root; asked for a new one; its request waits for a signature; with a
certificate that the new root's key signed; trusting the new root, and done.
*/
export type RootStage = 'old' | 'asked' | 'signing' | 'renewed' | 'trusts';

export type RootProgress = {
	/** Its machine's name; of a node without one, its ID. */
	readonly node: string;
	readonly stage: RootStage;
	/** As the leader has it. */
	readonly status: 'unknown' | 'down' | 'ready' | 'disconnected';
};

export type RootTrust = {
	/** What every node trusts now. */
	readonly root: RootView;
	/** What is to take its place; absent: no rotation is under way. */
	readonly target?: RootView;
	readonly nodes: readonly RootProgress[];
};

/** Whether a token would let somebody in now, and what has become of it. */
export type TokenState =
	| {readonly type: 'current'; readonly role: 'worker' | 'manager'}
	/** One that was replaced: by hand, or with its root certificate; how often since. */
	| {readonly type: 'replaced'; readonly role: 'worker' | 'manager'; readonly rotations: number}
	/** The right root certificate, and a secret that this swarm never had. */
	| {readonly type: 'unknown'}
	/** It names another root certificate: an earlier one, or another swarm's. */
	| {readonly type: 'foreign'};

export type TokenCopy = {
	readonly node: string;
	/** `variable TOKEN`, `on its terminal` */
	readonly place: string;
	readonly token: string;
	readonly state: TokenState;
};

export type TokenUse = {
	/** Copies that are not current first. */
	readonly copies: readonly TokenCopy[];
	/** Members that joined by a token since their engine started, and what that token is worth today. */
	readonly entrants: readonly {readonly node: string; readonly state: TokenState}[];
};

/** Messages that belong together: a join, a renewal, an election. */
export type Conversation = {
	/** Stays the same while it goes on. */
	readonly id: string;
	/** `node2 joins as a worker`, `election, term 3` */
	readonly title: string;
	readonly at: number;
	readonly messages: readonly MessageView[];
};

export type MessageView = {
	readonly at: number;
	readonly arrivesAt: number;
	readonly from: string;
	/** A machine's name, or an address that none has. The sender itself: inside of one machine. */
	readonly to: string;
	readonly fate: 'arrives' | 'refused' | 'unreachable' | 'silent';
	/** What it is, in a few words: `certificate request` */
	readonly title: string;
	/** What it carries, a part each. */
	readonly carries: readonly Carried[];
	/** What it is for, in a sentence or two. */
	readonly why: string;
	/** It says no. */
	readonly isRefusal: boolean;
};

export type Carried = {
	readonly what: string;
	readonly value: string;
	/** Shown only when asked for. */
	readonly isSecret?: boolean;
};
