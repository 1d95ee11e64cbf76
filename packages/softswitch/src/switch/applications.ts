import type { Application, AriEvent } from '@zuoxi/ari';
import type { Clock, Logger, Timer } from '@zuoxi/kit';

type WithoutBase<T> = T extends AriEvent ? Omit<T, 'application' | 'timestamp' | 'asterisk_id'> : never;
/** An event before it is addressed to an application. */
export type AriEventBody = WithoutBase<AriEvent>;

/** What an event is about: applications subscribed to any of these get it. */
export interface EventSubject {
  channels?: readonly string[];
  bridges?: readonly string[];
  endpoints?: readonly string[];
  /** Applications that get it whatever they subscribed to. */
  apps?: readonly string[];
}

/** Where events of one application go. */
export interface EventSink {
  /** False when it is no longer open: the event is kept for the next one. */
  send(text: string): boolean;
  close(reason: string): void;
}

interface App {
  name: string;
  subscribeAll: boolean;
  channels: Set<string>;
  bridges: Set<string>;
  endpoints: Set<string>;
  sink: EventSink | undefined;
  /** Monotonic; while the sink is away. */
  lostAt: number;
  buffer: { at: number; text: string }[];
  forget: Timer | undefined;
}

/** Asterisk drops what happens while nobody listens; we keep this much of it (a listed difference). */
const BUFFER_MS = 30_000;
const BUFFER_EVENTS = 10_000;
/** After this long without its application a new call is answered 503. */
const SERVING_MS = 60_000;

/** ISO 8601 as Asterisk writes it. */
export function ariTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}

/** The applications of ARI, their subscriptions, and the delivery of events. */
export class Applications {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #asteriskId: string;
  readonly #apps = new Map<string, App>();
  #stopped = false;

  constructor(options: { clock: Clock; logger: Logger; asteriskId: string }) {
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#asteriskId = options.asteriskId;
  }

  /** The WebSocket of an application opened. An earlier one is told that it was replaced. */
  connect(name: string, sink: EventSink, subscribeAll: boolean): void {
    let app = this.#apps.get(name);
    if (!app) {
      app = {
        name,
        subscribeAll,
        channels: new Set(),
        bridges: new Set(),
        endpoints: new Set(),
        sink: undefined,
        lostAt: 0,
        buffer: [],
        forget: undefined,
      };
      this.#apps.set(name, app);
    }
    const former = app.sink;
    if (former) {
      former.send(this.#text(app, { type: 'ApplicationReplaced' }));
      former.close('application replaced');
    }
    app.sink = sink;
    app.subscribeAll = subscribeAll;
    app.forget?.cancel();
    const oldest = this.#clock.monotonic() - BUFFER_MS;
    const waiting = app.buffer;
    app.buffer = [];
    for (const { at, text } of waiting) if (at >= oldest) sink.send(text);
    this.#logger.info({ app: name, flushed: waiting.length }, 'ARI application connected');
  }

  disconnect(name: string, sink: EventSink): void {
    const app = this.#apps.get(name);
    if (!app || app.sink !== sink) return;
    app.sink = undefined;
    app.lostAt = this.#clock.monotonic();
    if (this.#stopped) return;
    // Nobody reads what is older: the memory is given back.
    app.forget = this.#clock.setTimer(BUFFER_MS, () => {
      app.buffer = [];
    });
    this.#logger.warn({ app: name }, 'ARI application disconnected');
  }

  exists(name: string): boolean {
    return this.#apps.has(name);
  }

  /** Connected, or away for less than a minute: calls may enter it. */
  isServing(name: string): boolean {
    const app = this.#apps.get(name);
    return app !== undefined && (app.sink !== undefined || this.#clock.monotonic() - app.lostAt < SERVING_MS);
  }

  subscribe(name: string, kind: 'channels' | 'bridges' | 'endpoints', id: string): boolean {
    const app = this.#apps.get(name);
    app?.[kind].add(id);
    return app !== undefined;
  }

  unsubscribe(name: string, kind: 'channels' | 'bridges' | 'endpoints', id: string): void {
    this.#apps.get(name)?.[kind].delete(id);
  }

  /** A channel or bridge is gone for good. */
  forget(kind: 'channels' | 'bridges', id: string): void {
    for (const app of this.#apps.values()) app[kind].delete(id);
  }

  publish(event: AriEventBody, subject: EventSubject): void {
    for (const app of this.#apps.values()) {
      if (this.#wants(app, subject)) this.#deliver(app, event);
    }
  }

  #wants(app: App, subject: EventSubject): boolean {
    if (app.subscribeAll || subject.apps?.includes(app.name)) return true;
    return (
      (subject.channels?.some((id) => app.channels.has(id)) ?? false) ||
      (subject.bridges?.some((id) => app.bridges.has(id)) ?? false) ||
      (subject.endpoints?.some((id) => app.endpoints.has(id)) ?? false)
    );
  }

  #text(app: App, event: AriEventBody): string {
    const { type, ...rest } = event;
    const base = { type, application: app.name, timestamp: ariTimestamp(this.#clock.now()), asterisk_id: this.#asteriskId };
    return JSON.stringify({ ...base, ...rest });
  }

  #deliver(app: App, event: AriEventBody): void {
    const text = this.#text(app, event);
    if (app.sink?.send(text)) return;
    const now = this.#clock.monotonic();
    if (!app.sink && now - app.lostAt > BUFFER_MS) return;
    if (app.buffer.length >= BUFFER_EVENTS) app.buffer.shift();
    app.buffer.push({ at: now, text });
  }

  get(name: string): Application | undefined {
    const app = this.#apps.get(name);
    return app && this.#toJson(app);
  }

  list(): Application[] {
    return [...this.#apps.values()].map((app) => this.#toJson(app));
  }

  #toJson(app: App): Application {
    return {
      name: app.name,
      channel_ids: [...app.channels],
      bridge_ids: [...app.bridges],
      endpoint_ids: [...app.endpoints],
      device_names: [],
    };
  }

  stop(): void {
    this.#stopped = true;
    for (const app of this.#apps.values()) {
      app.forget?.cancel();
      app.sink?.close('shutting down');
    }
  }
}
