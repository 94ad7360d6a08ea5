/** Does something to the simulated devices; the stream shows what came of it. */
export type Post = (path: string, body: unknown) => void;
