/** What a page knows of a value that a server keeps sending, and whether it may be shown as the present. */
export interface Live<T> {
  readonly value: T | null;
  /** `connecting`: nothing was heard yet. `stale`: silent for too long. `lost`: silent for so long that no figure stands. */
  readonly status: 'connecting' | 'live' | 'stale' | 'lost';
  /** The server's own time when it was last heard, in milliseconds since 1970. Never this device's clock. */
  readonly heardAt: number | null;
}

export const STALE_AFTER_MS = 5_000;
export const LOST_AFTER_MS = 5 * 60_000;
const AFTER_RESUME_MS = 1_500;
/** How often a value is asked for where it can't be streamed. */
const ASK_EVERY_MS = 2_000;
const BACK_OFF_MS = [300, 1_000, 2_000, 4_000, 8_000];

/** The part of EventSource that a feed needs. */
export interface Source {
  listen(event: string, handler: (data: string) => void): void;
  onError(handler: () => void): void;
  close(): void;
}

/** Milliseconds that only grow (not a time of day), and timers. */
export interface Clock {
  nowMs(): number;
  /** Runs `action` once, `delayMs` from now, unless the returned function is called first. */
  after(delayMs: number, action: () => void): () => void;
}

export interface LiveFeedOptions<T> {
  readonly event: string;
  /** Null where this browser has no connection left for a stream: the value is asked for instead. */
  readonly open: () => Source | null;
  /** The value's own time by the server's clock; null where it has none. */
  readonly timeOf: (value: T) => number | null;
  readonly clock: Clock;
  /** 0 up to 1, to spread reconnections of many pages. */
  readonly random: () => number;
  readonly onChange: (live: Live<T>) => void;
  /** The build that the server says it is of, on each connection. */
  readonly onBuild: (build: string) => void;
  /** The stream lives but brings no value, or can't be opened: the value should be asked for, and given to `offer`. */
  readonly ask: () => void;
}

/**
 * Listens to a stream of server-sent events and tells whether its value is still true. `alive` carries the server's time and
 * says that the value which this connection brought still stands; on a new connection an old value stays stale until the
 * value itself comes again. A silent stream is opened anew with back-off. Between `pause` and `resume` there is no connection, and
 * nothing changes. `close` is idempotent; nothing changes after it.
 */
export class LiveFeed<T> {
  readonly #options: LiveFeedOptions<T>;
  #live: Live<T> = { value: null, status: 'connecting', heardAt: null };
  #source: Source | null = null;
  #cancels: { retry?: () => void; watch?: () => void } = {};
  #failures = 0;
  #heardMs: number;
  #closed = true;
  /** What this connection has brought. */
  #connection = { value: false, asked: false };

  constructor(options: LiveFeedOptions<T>) {
    this.#options = options;
    this.#heardMs = options.clock.nowMs();
  }

  open(): void {
    this.#closed = false;
    this.#heardMs = this.#options.clock.nowMs();
    this.#connect();
    this.#watch(STALE_AFTER_MS);
  }

  close(): void {
    this.#closed = true;
    this.pause();
  }

  /** Nobody sees the page: its connection is left to others. */
  pause(): void {
    this.#cancels.retry?.();
    this.#cancels.watch?.();
    this.#source?.close();
    this.#source = null;
  }

  /** The page is seen again: the connection may be dead without knowing it, so a new one is opened at once. */
  resume(): void {
    if (this.#closed) return;
    this.pause();
    this.#failures = 0;
    const silentMs = this.#options.clock.nowMs() - this.#heardMs;
    if (silentMs >= STALE_AFTER_MS) this.#silent();
    else this.#watch(Math.min(AFTER_RESUME_MS, STALE_AFTER_MS - silentMs));
    this.#connect();
  }

  /** The answer to `ask`. The stream's own value, if it came meanwhile, is newer. */
  offer(value: T): void {
    if (!this.#closed && !this.#connection.value) this.#hear(value, this.#options.timeOf(value));
  }

  #connect(): void {
    this.#cancels.retry?.();
    this.#source?.close();
    this.#connection = { value: false, asked: false };
    const source = this.#options.open();
    this.#source = source;
    if (source === null) {
      this.#options.ask();
      this.#cancels.retry = this.#options.clock.after(ASK_EVERY_MS, () => this.#connect());
      return;
    }
    source.listen('build', (data) =>
      this.#read(source, data, (json) => {
        const build = fieldOf(json, 'build');
        if (typeof build === 'string') this.#options.onBuild(build);
      }),
    );
    source.listen('alive', (data) => this.#read(source, data, (json) => this.#alive(timeIn(json))));
    source.listen(this.#options.event, (data) =>
      this.#read(source, data, (json) => {
        const value = json as T;
        this.#hear(value, this.#options.timeOf(value));
      }),
    );
    source.onError(() => {
      if (source !== this.#source) return;
      // Twice in a row, and nothing that was asked for came: the server is gone, and no silence has to be waited for.
      if (this.#failures > 0 && this.#live.status === 'live') this.#change({ ...this.#live, status: 'stale' });
      this.#retry();
    });
  }

  #read(source: Source, data: string, use: (json: unknown) => void): void {
    if (this.#closed || source !== this.#source) return;
    let json: unknown;
    try {
      json = JSON.parse(data);
    } catch {
      return;
    }
    use(json);
  }

  #alive(serverMs: number | null): void {
    if (this.#connection.value) return this.#hear(null, serverMs);
    if (this.#connection.asked) return;
    this.#connection.asked = true;
    this.#options.ask();
  }

  #hear(value: T | null, serverMs: number | null): void {
    this.#connection.value = true;
    this.#failures = 0;
    this.#heardMs = this.#options.clock.nowMs();
    this.#change({ value: value ?? this.#live.value, status: 'live', heardAt: serverMs ?? this.#live.heardAt });
    this.#watch(STALE_AFTER_MS);
  }

  #watch(delayMs: number): void {
    this.#cancels.watch?.();
    this.#cancels.watch = this.#options.clock.after(delayMs, () => this.#silent());
  }

  #silent(): void {
    const silentMs = this.#options.clock.nowMs() - this.#heardMs;
    const status = silentMs >= LOST_AFTER_MS ? 'lost' : 'stale';
    if (status !== this.#live.status) this.#change({ ...this.#live, status });
    if (status === 'stale') this.#watch(Math.max(1, LOST_AFTER_MS - silentMs));
    // A half-open connection reports no error: it is given up as silent.
    if (this.#source !== null) this.#retry();
  }

  /** What can't be streamed, as behind a proxy that holds it back, is asked for meanwhile. */
  #retry(): void {
    this.#source?.close();
    this.#source = null;
    this.#connection = { value: false, asked: false };
    this.#options.ask();
    const waitMs = BACK_OFF_MS[Math.min(this.#failures, BACK_OFF_MS.length - 1)] ?? 0;
    this.#failures += 1;
    this.#cancels.retry?.();
    this.#cancels.retry = this.#options.clock.after(waitMs * (0.75 + this.#options.random() / 2), () =>
      this.#connect(),
    );
  }

  #change(live: Live<T>): void {
    this.#live = live;
    this.#options.onChange(live);
  }
}

const fieldOf = (json: unknown, name: string): unknown =>
  typeof json === 'object' && json !== null ? new Map(Object.entries(json)).get(name) : undefined;

function timeIn(json: unknown): number | null {
  const at = fieldOf(json, 'at');
  return typeof at === 'number' ? at : null;
}
