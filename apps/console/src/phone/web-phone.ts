import type { PhoneCredentials } from '@zuoxi/contract';
import { UA, WebSocketInterface } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRTCSessionEvent, UnRegisteredEvent } from 'jssip/lib/UA';
import { type Cell, cell } from '../ui/observable.ts';
import type { Microphone } from './microphone.ts';

/**
 * off: no microphone, so no registration: a call must not ring where it cannot be answered.
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

const REFUSED_RETRY_MS = 10_000;
const FAILED_RETRY_MS = 3000;

/** JsSIP registered at the server's SIP WebSocket. It only receives calls; the server makes them. */
export class WebPhone {
  readonly state: Cell<WebPhoneState> = cell<WebPhoneState>({ registration: 'off', session: null });
  readonly #microphone: Microphone;
  readonly #loadCredentials: () => Promise<PhoneCredentials>;
  readonly #audio = new Audio();
  readonly #stopWatching: () => void;
  #ua: UA | null = null;
  #session: RTCSession | null = null;
  #stream: MediaStream | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #starting = false;
  #stopped = false;
  #wasOnline = false;

  constructor(microphone: Microphone, loadCredentials: () => Promise<PhoneCredentials>) {
    this.#microphone = microphone;
    this.#loadCredentials = loadCredentials;
    this.#audio.autoplay = true;
    this.#stopWatching = microphone.state.subscribe(() => this.#follow());
    this.#follow();
  }

  /** Answers the ringing call. Rejects when the microphone cannot be opened; the call goes on ringing then. */
  async answer(): Promise<void> {
    const session = this.#session;
    if (!session || this.state.get().session?.phase !== 'ringing') return;
    this.#setPhase('answering');
    try {
      const stream = await this.#microphone.open();
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

  stop(): void {
    this.#stopped = true;
    this.#stopWatching();
    this.#stopAgent();
  }

  /** Registers when there is a microphone, and leaves when it is gone and nobody is on the line. */
  #follow(): void {
    if (this.#stopped) return;
    const usable = this.#microphone.state.get() === 'granted';
    if (usable && !this.#ua && !this.#starting) void this.#startAgent();
    else if (!usable && this.#ua && !this.#session) this.#stopAgent();
  }

  async #startAgent(): Promise<void> {
    this.#starting = true;
    this.#setRegistration(this.#wasOnline ? 'reconnecting' : 'connecting');
    try {
      const credentials = await this.#loadCredentials();
      if (this.#stopped) return;
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
    const ua = new UA({
      sockets: [new WebSocketInterface(`${scheme}://${location.host}${webSocketPath}`)],
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
    ua.on('connected', () => this.#setRegistration(this.#wasOnline ? 'reconnecting' : 'registering'));
    ua.on('disconnected', () => {
      if (this.#ua === ua) this.#setRegistration('reconnecting');
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
    if (this.#session) {
      session.terminate({ status_code: 486 });
      return;
    }
    this.#session = session;
    const from = request.from;
    this.#set({ session: { phase: 'ringing', number: from.uri.user ?? '', name: from.display_name || null } });
    session.on('peerconnection', ({ peerconnection }) => this.#playRemote(peerconnection));
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

  #sessionOver(session: RTCSession): void {
    if (session !== this.#session) return;
    this.#session = null;
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
    ua?.stop();
    this.#setRegistration('off');
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

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
