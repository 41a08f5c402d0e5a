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
	/**
	Obeys `serve` and `serve off`; true: it was one of them. It is the lab that is told, not a machine: making sockets
	takes real time, and is no part of what happens to the machines.
	*/
	readonly obey: (line: string, tell: (...lines: readonly string[]) => void) => boolean;
	readonly follow: () => void;
	readonly close: () => void;
};

export type SocketsOptions = {
	readonly engines: readonly LabEngine[];
	readonly serve: ServeEngines;
	readonly changed: () => void;
};

export function createSockets({engines, serve, changed}: SocketsOptions): Sockets {
	let served: ServedEngines | undefined;
	let isOpening = false;

	const open = async (tell: (...lines: readonly string[]) => void): Promise<void> => {
		isOpening = true;
		try {
			served = await serve(engines);
			tell(...linesOf(served));
		} catch (error) {
			tell((error as Error).message);
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
		obey: (line, tell) => {
			const [word, option, ...rest] = line.trim().split(/\s+/);
			if (word !== 'serve' || rest.length > 0 || (option !== undefined && option !== 'off')) return false;
			if (option === 'off') {
				tell(served ? 'no sockets any more' : 'there are no sockets');
				close();
				changed();
			} else if (served) tell(...linesOf(served));
			else if (!isOpening) void open(tell);
			return true;
		},
		follow: () => served?.follow(),
		close,
	};
}

/** What to type into a shell outside of the lab. */
const linesOf = ({exports}: SocketsView): readonly string[] => Object.values(exports);
