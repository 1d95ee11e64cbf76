import type { Channel as AriChannel, CallerId, ChannelState, DialplanCep } from '@zuoxi/ari';
import type { MediaLeg } from '../media/api.ts';
import type { SipHeaders } from '../sip/index.ts';
import { ariTimestamp } from './applications.ts';
import type { Bridge } from './bridge.ts';
import { KeyPresses } from './key-presses.ts';
import type { SipLink } from './sip-link.ts';
import type { Transfer } from './transfer.ts';

/** What a channel does towards its network end; SIP calls and snoops implement it. */
export interface ChannelDriver {
  answer(): Promise<void>;
  ring(): void;
  progress(): void;
  /** Ends the network end. `cause` is Q.850. */
  hangup(cause: number): void;
  /** The channel was asked to end: whoever was dialled says how the attempt came out. */
  onHangupRequest?(cause: number): void;
  /** Sound comes by that early answer (`awaitSound`), which is not the one that is heard. */
  onSoundElsewhere?(answer: string): void;
}

/** Something that plays or records on a channel and ends with it. */
export interface ChannelTask {
  readonly kind: 'playback' | 'recording';
  /** Starts when it is its turn; resolves when the next may start. */
  run(): Promise<void>;
  /** The channel ends; resolves when its own final event is out. */
  abandon(): Promise<void>;
}

export interface ChannelInit {
  id: string;
  name: string;
  endpoint: string;
  state: ChannelState;
  protocolId: string;
  caller: CallerId;
  connected: CallerId;
  dialplan: DialplanCep;
  createdAt: number;
  driver: ChannelDriver;
}

/** A channel as ARI knows it. It holds state; `ChannelTable` changes it and tells the applications. */
export class Channel {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  protocolId: string;
  readonly createdAt: number;
  driver: ChannelDriver;
  state: ChannelState;
  caller: CallerId;
  connected: CallerId;
  dialplan: DialplanCep;
  language = 'en';
  /** Of its endpoint. */
  accountcode = '';
  readonly variables = new Map<string, string>();
  /** The Stasis application it is in. */
  app: string | undefined;
  leg: MediaLeg | undefined;
  bridge: Bridge | undefined;
  /** Of an incoming call, for PJSIP_HEADER(read,…). */
  inviteHeaders: SipHeaders | undefined;
  /** Its dialog: from the INVITE that came, or from the first answer to ours. */
  link: SipLink | undefined;
  /** Who does what a REFER asks for: `ari-only`, the application (PJSIP_TRANSFER_HANDLING in chan_pjsip). */
  transferHandling: 'core' | 'ari-only' = 'core';
  /** What the phone has asked for by REFER and was not decided yet. */
  readonly transfers = new Set<Transfer>();
  transfersAsked = 0;
  /** We called. */
  isOutgoing = false;
  hold = false;
  readonly keys = new KeyPresses();
  ringing = false;
  /** SIP status that ended it, as Asterisk's `tech_cause`. */
  techCause: number | undefined;
  ending = false;
  ended = false;
  /** Of a snoop: the channel it listens to. */
  snoopTarget: string | undefined;
  snoopSpy: 'none' | 'in' | 'out' | 'both' = 'none';
  readonly #queue: ChannelTask[] = [];
  #current: ChannelTask | undefined;

  constructor(init: ChannelInit) {
    this.id = init.id;
    this.name = init.name;
    this.endpoint = init.endpoint;
    this.state = init.state;
    this.protocolId = init.protocolId;
    this.caller = init.caller;
    this.connected = init.connected;
    this.dialplan = init.dialplan;
    this.createdAt = init.createdAt;
    this.driver = init.driver;
  }

  /** Tasks run one after the other, as the commands of an Asterisk channel do. */
  enqueue(task: ChannelTask): void {
    this.#queue.push(task);
    if (!this.#current) void this.#runNext();
  }

  /** Takes a task that has not started out of the queue. */
  dequeue(task: ChannelTask): boolean {
    const index = this.#queue.indexOf(task);
    if (index >= 0) this.#queue.splice(index, 1);
    return index >= 0;
  }

  /** Records, or will as soon as it is its turn. */
  get isRecording(): boolean {
    return this.#current?.kind === 'recording' || this.#queue.some((task) => task.kind === 'recording');
  }

  async #runNext(): Promise<void> {
    for (;;) {
      const task = this.#queue.shift();
      if (!task || this.ending) break;
      this.#current = task;
      await task.run().catch(() => {});
    }
    this.#current = undefined;
  }

  /** Ends what plays and records; undefined when there was nothing. */
  abandonTasks(): Promise<void> | undefined {
    const tasks = [...(this.#current ? [this.#current] : []), ...this.#queue.splice(0)];
    if (tasks.length === 0) return undefined;
    return Promise.all(tasks.map((task) => task.abandon())).then(() => {});
  }

  toJson(): AriChannel {
    return {
      id: this.id,
      name: this.name,
      state: this.state,
      protocol_id: this.protocolId,
      caller: { ...this.caller },
      connected: { ...this.connected },
      accountcode: this.accountcode,
      dialplan: { ...this.dialplan },
      creationtime: ariTimestamp(this.createdAt),
      language: this.language,
      ...(this.variables.size === 0 ? {} : { channelvars: Object.fromEntries(this.variables) }),
    };
  }
}
