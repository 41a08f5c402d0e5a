import type {Program} from '../base/program.ts';
import type {LabEngine} from './outside.ts';
import type {SocketsView} from './snapshot.ts';

/** How the edge serves engines to docker clients outside the lab. */
export type ServeEngines = (engines: readonly LabEngine[]) => Promise<ServedEngines>;

export type ServedEngines = SocketsView & {
	/** Engines may have come up or gone down. */
	readonly follow: () => void;
	readonly close: () => void;
};

/** The lab's door to docker clients outside: closed, until somebody types `serve`. */
export type Sockets = {
	/** The same object while they are there; undefined: they are not. */
	readonly view: () => SocketsView | undefined;
	readonly program: (node: string) => Program;
	readonly follow: () => void;
	readonly close: () => void;
};

export type SocketsOptions = {
	readonly engines: readonly LabEngine[];
	readonly serve: ServeEngines;
	/** Has lines shown on a node's terminal: making sockets takes real time, which no command of the lab waits for. */
	readonly tell: (node: string, lines: readonly string[]) => void;
	readonly changed: () => void;
};

export const serveUsage = "serve: sockets for docker outside of the lab; 'serve off' takes them away";

export function createSockets({engines, serve, tell, changed}: SocketsOptions): Sockets {
	let served: ServedEngines | undefined;
	let isOpening = false;

	const open = async (node: string): Promise<void> => {
		isOpening = true;
		try {
			served = await serve(engines);
			tell(node, linesOf(served));
		} catch (error) {
			tell(node, [(error as Error).message]);
		}
		isOpening = false;
		changed();
	};
	const close = () => {
		served?.close();
		served = undefined;
	};

	return {
		view: () => served,
		program: node => async (argv, io) => {
			const [word, ...rest] = argv;
			if (rest.length > 0 || (word !== undefined && word !== 'off')) {
				io.stderr(`${serveUsage}\n`);
				return 2;
			}
			if (word === 'off') {
				io.stdout(served ? 'no sockets any more\n' : 'there are no sockets\n');
				close();
				changed();
			} else if (served) io.stdout(`${linesOf(served).join('\n')}\n`);
			else if (!isOpening) void open(node);
			return 0;
		},
		follow: () => served?.follow(),
		close,
	};
}

/** What to type into a shell outside of the lab. */
const linesOf = ({exports}: SocketsView): readonly string[] => Object.values(exports);
