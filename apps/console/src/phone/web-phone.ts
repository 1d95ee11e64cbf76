import type { PhoneCredentials } from '@zuoxi/contract';
import { UA, WebSocketInterface } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRTCSessionEvent, UnRegisteredEvent } from 'jssip/lib/UA';
import { type Cell, cell, type Observable } from '../ui/observable.ts';
import { followAudioSettings } from './audio-settings.ts';
import { type CallQuality, watchQuality } from './call-quality.ts';
import type { Microphone } from './microphone.ts';

declare module 'jssip/lib/UA' {
  // JsSIP has it, its types do not.
  interface UA {
    sendOptions(target: string, body: undefined, options: { eventHandlers: Readonly<Record<'succeeded' | 'failed', () => void>> }): void;
  }
}

/**
 * off: no microphone, or another page is the phone, so no registration: a call must not ring where it cannot be answered.
 *
 *   off ──microphone──▶ connecting ──socket──▶ registering ──200──▶ online
 *                            ▲                     │ 401/403          │
 *                            └──── socket lost ────┴──▶ refused       ▼
 *                       (shown as reconnecting once it was online) reconnecting
 */
export type Registration = 'off' | 'connecting' | 'registering' | 'online' | 'reconnecting' | 'refused';

export interface PhoneSession {
  phase: 'ringing' | 'answering' | 'talking';
  number: string;
  name: string | null;
}

export interface WebPhoneState {
  registration: Registration;
  session: PhoneSession | null;
}

/** What the phone needs from the page. */
export interface WebPhoneOptions {
  microphone: Microphone;
  /** This page is the phone of the account. */
  claimed: Observable<boolean>;
  loadCredentials(): Promise<PhoneCredentials>;
}

const REFUSED_RETRY_MS = 10_000;
const FAILED_RETRY_MS = 3000;
const ROUND_TRIP_LIMIT_MS = 5000;

/**
 * JsSIP registered at the server's SIP WebSocket. It only receives calls; the server makes them.
 *
 * The page is not the call: a page that is reloaded or closed says nothing (JsSIP sends no BYE on unload), and one that loses its
 * claim or its sound leaves the line in silence. The server then rings the phone again, wherever it is.
 */
export class WebPhone {
  readonly state: Cell<WebPhoneState> = cell<WebPhoneState>({ registration: 'off', session: null });
  /** Of the present call; null between calls and in its first seconds. */
  readonly quality: Cell<CallQuality | null> = cell<CallQuality | null>(null);
  readonly #options: WebPhoneOptions;
  readonly #audio = new Audio();
  readonly #stopWatching: readonly (() => void)[];
  #ua: UA | null = null;
  #socket: WebSocketInterface | null = null;
  #registrar = '';
  #session: RTCSession | null = null;
  #stopQuality: (() => void) | null = null;
  #stream: MediaStream | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #starting = false;
  #stopped = false;
  #wasOnline = false;

  constructor(options: WebPhoneOptions) {
    this.#options = options;
    this.#audio.autoplay = true;
    const follow = () => this.#follow();
    this.#stopWatching = [options.microphone.state.subscribe(follow), options.claimed.subscribe(follow), followAudioSettings(this.#audio)];
    follow();
  }

  /** Answers the ringing call. Rejects when the microphone cannot be opened; the call goes on ringing then. */
  async answer(): Promise<void> {
    const session = this.#session;
    if (!session || this.state.get().session?.phase !== 'ringing') return;
    this.#setPhase('answering');
    try {
      const stream = await this.#options.microphone.open();
      if (session !== this.#session || session.isEnded()) {
        stopTracks(stream);
        return;
      }
      this.#stream = stream;
      session.answer({ mediaStream: stream, pcConfig: { iceServers: [] } });
    } catch (error) {
      if (session === this.#session) this.#setPhase('ringing');
      throw error;
    }
  }

  /** Ends this side only; the usual way is POST /panel/hangup, by which the server ends the whole call. */
  terminate(): void {
    const session = this.#session;
    if (session && !session.isEnded()) session.terminate();
  }

  /** The server keeps the customer from hearing the agent; silencing the microphone too makes it immediate. */
  setMuted(muted: boolean): void {
    if (!this.#session?.isEstablished()) return;
    if (muted) this.#session.mute({ audio: true });
    else this.#session.unmute({ audio: true });
  }

  /** To the engine and back over the SIP connection, in ms; null without an answer. */
  async roundTrip(): Promise<number | null> {
    const ua = this.#ua;
    if (!ua?.isConnected()) return null;
    const sentAt = performance.now();
    const answered = await new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), ROUND_TRIP_LIMIT_MS);
      // An engine that refuses the question has been reached as well.
      const eventHandlers = { succeeded: () => resolve(true), failed: () => resolve(ua.isConnected()) };
      ua.sendOptions(this.#registrar, undefined, { eventHandlers });
    });
    return answered ? performance.now() - sentAt : null;
  }

  stop(): void {
    this.#stopped = true;
    for (const stop of this.#stopWatching) stop();
    this.#stopAgent();
  }

  /** Registers when this is the page with the phone and it has a microphone; leaves when that is over. */
  #follow(): void {
    if (this.#stopped) return;
    const claimed = this.#options.claimed.get();
    const usable = claimed && this.#options.microphone.state.get() === 'granted';
    if (usable && !this.#ua && !this.#starting) void this.#startAgent();
    else if (!claimed && this.#ua) this.#vanish();
    else if (!usable && this.#ua && !this.#session) this.#stopAgent();
  }

  /** Leaves the line without a word: a BYE would end the call, which goes on elsewhere. */
  #vanish(): void {
    this.#socket?.disconnect();
    this.#stopAgent();
  }

  async #startAgent(): Promise<void> {
    this.#starting = true;
    this.#setRegistration(this.#wasOnline ? 'reconnecting' : 'connecting');
    try {
      const credentials = await this.#options.loadCredentials();
      if (this.#stopped || !this.#options.claimed.get()) return;
      this.#register(credentials);
    } catch {
      this.#setRegistration('reconnecting');
      this.#later(() => void this.#startAgent(), FAILED_RETRY_MS);
    } finally {
      this.#starting = false;
    }
  }

  #register({ uri, username, password, realm, webSocketPath }: PhoneCredentials): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocketInterface(`${scheme}://${location.host}${webSocketPath}`);
    const ua = new UA({
      sockets: [socket],
      uri,
      authorization_user: username,
      password,
      realm,
      register: true,
      register_expires: 120,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: 'Zuoxi Console',
    });
    this.#ua = ua;
    this.#socket = socket;
    this.#registrar = uri.replace(/^sip:[^@]*@/, 'sip:');
    ua.on('connected', () => this.#setRegistration(this.#wasOnline ? 'reconnecting' : 'registering'));
    ua.on('disconnected', () => {
      if (this.#ua !== ua) return;
      this.#setRegistration('reconnecting');
      // What rings can no longer be answered; it rings anew when the page is back.
      if (!this.#session?.isEstablished()) this.terminate();
    });
    ua.on('registered', () => {
      this.#wasOnline = true;
      this.#setRegistration('online');
    });
    ua.on('registrationFailed', (event: UnRegisteredEvent) => {
      if (this.#ua === ua) this.#registrationFailed(event);
    });
    ua.on('newRTCSession', (event: IncomingRTCSessionEvent) => this.#incoming(event));
    ua.start();
  }

  #registrationFailed(event: UnRegisteredEvent): void {
    // No response at all: the socket broke, and JsSIP registers again once it is back.
    const status = event.response ? Number(event.response.status_code) : 0;
    if (status !== 401 && status !== 403) {
      this.#setRegistration('reconnecting');
      this.#later(() => {
        if (this.#ua?.isConnected() && !this.#ua.isRegistered()) this.#ua.register();
      }, FAILED_RETRY_MS);
      return;
    }
    this.#setRegistration('refused');
    // The password lives as long as the session on the server; a restart of the server makes a new one.
    this.#later(() => {
      if (this.#session) return;
      this.#stopAgent();
      this.#follow();
    }, REFUSED_RETRY_MS);
  }

  #incoming({ originator, session, request }: IncomingRTCSessionEvent): void {
    if (originator !== 'remote') return;
    if (this.#session && !isSilent(this.#session)) {
      session.terminate({ status_code: 486 });
      return;
    }
    this.terminate();
    this.#session = session;
    const from = request.from;
    this.#set({ session: { phase: 'ringing', number: from.uri.user ?? '', name: from.display_name || null } });
    session.on('peerconnection', ({ peerconnection }) => {
      this.#playRemote(peerconnection);
      this.#watch(peerconnection);
    });
    session.on('confirmed', () => this.#setPhase('talking'));
    session.on('ended', () => this.#sessionOver(session));
    session.on('failed', () => this.#sessionOver(session));
  }

  #playRemote(connection: RTCPeerConnection): void {
    connection.addEventListener('track', ({ streams, track }) => {
      this.#audio.srcObject = streams[0] ?? new MediaStream([track]);
      // Refused only before any click on the page; the next call plays.
      void this.#audio.play().catch(() => {});
    });
  }

  #watch(connection: RTCPeerConnection): void {
    const { quality, stop } = watchQuality(connection);
    const unsubscribe = quality.subscribe(() => this.quality.set(quality.get()));
    this.#stopQuality = () => {
      stop();
      unsubscribe();
    };
    const onState = (event: Event) => {
      if (connection.iceConnectionState !== 'failed') return;
      // JsSIP would hang up, which ends the customer's call. Its own listener comes after the capturing ones.
      event.stopImmediatePropagation();
      this.#vanish();
      this.#follow();
    };
    connection.addEventListener('iceconnectionstatechange', onState, { capture: true });
  }

  #sessionOver(session: RTCSession): void {
    if (session !== this.#session) return;
    this.#session = null;
    this.#stopQuality?.();
    this.#stopQuality = null;
    this.quality.set(null);
    if (this.#stream) stopTracks(this.#stream);
    this.#stream = null;
    this.#audio.srcObject = null;
    this.#set({ session: null });
    this.#follow();
  }

  #stopAgent(): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    const ua = this.#ua;
    this.#ua = null;
    this.#setRegistration('off');
    ua?.stop();
  }

  #later(task: () => void, ms: number): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#retry = null;
      if (!this.#stopped) task();
    }, ms);
  }

  #setPhase(phase: PhoneSession['phase']): void {
    const { session } = this.state.get();
    if (session) this.#set({ session: { ...session, phase } });
  }

  #setRegistration(registration: Registration): void {
    if (this.state.get().registration !== registration) this.#set({ registration });
  }

  #set(part: Partial<WebPhoneState>): void {
    this.state.set({ ...this.state.get(), ...part });
  }
}

/** Its sound is gone; the engine has given it up, too, if it rings anew. */
function isSilent(session: RTCSession): boolean {
  return session.isEstablished() && !['connected', 'completed'].includes(session.connection.iceConnectionState);
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
