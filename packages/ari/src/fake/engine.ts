import { Emitter, ManualClock } from '@zuoxi/kit';
import { AriRequestError } from '../errors.ts';
import { type AriCall, AriRequests, type AriTransport } from '../requests.ts';
import type { AriEvent, RestResponse } from '../types.ts';
import { createChannel, enterStasis, replaceChannel, setState } from './channel.ts';
import { FakeCore, FakeError } from './core.ts';
import { parseFrame } from './frame.ts';
import { FakeLeg } from './leg.ts';
import { ensureEndpoint, FakePhone } from './phone.ts';
import { type FakeReply, FakeRequest, type FakeRoutes, route } from './router.ts';
import { channelRoutes } from './routes-channels.ts';
import { bridgeRoutes, mediaRoutes, systemRoutes } from './routes-system.ts';

export interface FakeEngineOptions {
  /** Moved by the test. Default: a new one. */
  clock?: ManualClock;
  /** The Stasis application calls enter. Default `zuoxi`. */
  app?: string;
  /** Media URI → milliseconds. A sound that is not here is unknown. */
  sounds?: Readonly<Record<string, number>>;
}

export interface FakeCallIn {
  endpoint: string;
  exten: string;
  callerNumber?: string;
  callerName?: string;
  /** INVITE with Replaces: the call whose place this one takes; it is answered at once. */
  inPlaceOf?: FakeLeg;
}

export interface FakeEngineEvents {
  connected: undefined;
  disconnected: { reason: string };
  event: AriEvent;
}

const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable.  Use HTTP GET',
  409: 'Conflict',
  412: 'Precondition Failed',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
};

/**
 * An engine without SIP, audio and network: what Asterisk 22 answers and tells, on a clock the test moves. It emits what
 * `AriClient` emits, so that the same code can be wired to either. The test plays the outside world with `ringIn` and
 * `phone`. Events come while the request or the act that causes them is under way.
 */
export class FakeEngine extends Emitter<FakeEngineEvents> implements AriTransport {
  readonly clock: ManualClock;
  readonly requests: AriRequests = new AriRequests(this);
  readonly #core: FakeCore;
  readonly #routes: FakeRoutes;
  #connected = true;

  constructor(options: FakeEngineOptions = {}) {
    super();
    this.clock = options.clock ?? new ManualClock();
    this.#core = new FakeCore({
      clock: this.clock,
      app: options.app ?? 'zuoxi',
      sounds: options.sounds ?? {},
      deliver: (event) => {
        // As Asterisk: what happens while nobody listens is not told later.
        if (this.#connected) this.emit('event', event);
      },
    });
    const core = this.#core;
    this.#routes = { ...channelRoutes(core), ...bridgeRoutes(core), ...mediaRoutes(core), ...systemRoutes(core) };
  }

  // The application's side

  async call(request: AriCall): Promise<RestResponse> {
    // A network lies between: the caller's code goes on first.
    await Promise.resolve();
    if (!this.#connected) throw new AriRequestError(request.method, request.uri, 0, 'not connected');
    // Through text and back, as over the wire.
    const body: unknown = request.body === undefined ? undefined : JSON.parse(JSON.stringify(request.body));
    return response(
      '',
      '',
      request.uri,
      this.#answer(() => new FakeRequest(request.method, request.uri, request.query ?? {}, body)),
    );
  }

  /** One text frame of "REST over WebSocket", whatever it holds. */
  async exchange(text: string): Promise<RestResponse> {
    await Promise.resolve();
    const frame = parseFrame(text);
    if (frame.problem !== undefined) {
      return response(frame.transactionId, frame.requestId, frame.uri, { status: 400, json: { message: frame.problem } });
    }
    const { method, uri, query, body } = frame;
    return response(
      frame.transactionId,
      frame.requestId,
      uri,
      this.#answer(() => new FakeRequest(method, uri, query, body)),
    );
  }

  #answer(parse: () => FakeRequest): FakeReply {
    try {
      return route(this.#routes, parse());
    } catch (error) {
      if (error instanceof FakeError) return { status: error.status, json: { message: error.message } };
      if (error instanceof URIError) return { status: 400, json: { message: 'Invalid URI' } };
      throw error;
    }
  }

  /** The connection breaks: requests fail, events are lost, calls go on. */
  disconnect(reason = 'lost'): void {
    if (!this.#connected) return;
    this.#connected = false;
    this.emit('disconnected', { reason });
  }

  connect(): void {
    this.#connected = true;
    this.emit('connected', undefined);
  }

  // The outside world

  phone(endpoint: string): FakePhone {
    return new FakePhone(this.#core, endpoint);
  }

  /** A call comes in by an endpoint (a trunk or a phone) and enters the application. */
  ringIn(call: FakeCallIn): FakeLeg {
    const core = this.#core;
    ensureEndpoint(core, call.endpoint);
    const channel = createChannel(core, {
      id: core.uniqueId(),
      name: `PJSIP/${call.endpoint}-${core.nameSuffix()}`,
      endpoint: call.endpoint,
      state: 'Ring',
      caller: { name: call.callerName ?? '', number: call.callerNumber ?? '' },
      connected: { name: '', number: '' },
      exten: call.exten,
    });
    const leg = new FakeLeg(core, channel, undefined);
    const former = call.inPlaceOf && core.channels.get(call.inPlaceOf.channelId);
    if (former) {
      setState(core, channel, 'Up');
      replaceChannel(core, former, channel);
    } else enterStasis(core, channel, core.app, []);
    return leg;
  }

  /** The engine itself restarts: every call is gone and nobody is told. */
  restart(): void {
    const core = this.#core;
    for (const channel of core.channels.values()) {
      channel.ringTimer?.cancel();
      channel.onEnded?.(0);
    }
    for (const map of [core.channels, core.bridges, core.playbacks, core.recordings]) map.clear();
  }
}

function response(transactionId: string, requestId: string, uri: string, reply: FakeReply): RestResponse {
  return {
    type: 'RESTResponse',
    transaction_id: transactionId,
    request_id: requestId,
    status_code: reply.status,
    reason_phrase: PHRASES[reply.status] ?? 'Unknown',
    uri: uri.split('?')[0] ?? '',
    ...(reply.json === undefined ? {} : { content_type: 'application/json', message_body: JSON.stringify(reply.json) }),
  };
}
