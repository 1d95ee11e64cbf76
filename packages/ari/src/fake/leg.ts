import { dialStatusOfCause } from '../causes.ts';
import { endChannel, enterStasis, setState } from './channel.ts';
import { channelJson, type FakeChannel, type FakeCore, type FakeTransfer } from './core.ts';
import { fallSilent, talk } from './talk.ts';
import { tellTransfer } from './transfer.ts';

interface Dialled {
  dialString: string;
  /** Which it enters when it is answered; undefined: it is in one already. */
  app: string | undefined;
  appArgs: readonly string[];
}

const legs = new WeakMap<FakeChannel, FakeLeg>();

/** Undefined for snoops. */
export const legOf = (channel: FakeChannel): FakeLeg | undefined => legs.get(channel);

/**
 * The far end of a call: what the person with the phone does and hears.
 *
 *   in:   Ring ──answered by the engine──▶ Up ──▶ ended
 *   out:  Down ──ring()──▶ Ringing ──answer()──▶ Up ──▶ ended;  reject() ends it before
 */
export class FakeLeg {
  readonly channelId: string;
  readonly direction: 'in' | 'out';
  /** Digits the engine sent. */
  keysHeard = '';
  /** Q.850 value, once it has ended. */
  endedBy: number | undefined;
  /** The engine told the caller that it rings. */
  hearsRinging = false;
  /** The engine has let the caller hear it before the answer. */
  hearsProgress = false;
  readonly #core: FakeCore;
  readonly #channel: FakeChannel;
  readonly #dialled: Dialled | undefined;
  #held = false;

  constructor(core: FakeCore, channel: FakeChannel, dialled: Dialled | undefined) {
    this.#core = core;
    this.#channel = channel;
    this.#dialled = dialled;
    this.channelId = channel.id;
    this.direction = dialled ? 'out' : 'in';
    legs.set(channel, this);
    channel.onEnded = (cause) => {
      this.endedBy = cause;
    };
  }

  get isAnswered(): boolean {
    return this.endedBy === undefined && this.#channel.state === 'Up';
  }

  get hearsMusic(): boolean {
    return this.#channel.music !== undefined;
  }

  publishDial(dialstatus: '' | 'RINGING' | 'PROGRESS' | 'ANSWER' | ReturnType<typeof dialStatusOfCause>): void {
    const dialstring = this.#dialled?.dialString ?? '';
    this.#core.publish({ type: 'Dial', dialstatus, forward: '', dialstring, peer: channelJson(this.#core, this.#channel) });
  }

  /** 180 Ringing. */
  ring(): void {
    this.#mustBe('out', 'ring');
    if (this.#channel.state !== 'Down') return;
    setState(this.#core, this.#channel, 'Ringing');
    this.publishDial('RINGING');
  }

  /** 183 Session Progress: from now on what the network says may be heard. */
  progress(): void {
    this.#mustBe('out', 'have progress');
    if (this.#channel.state !== 'Up') this.publishDial('PROGRESS');
  }

  /** The called party picks up. */
  answer(): void {
    this.#mustBe('out', 'answer');
    if (!this.#dialled || this.#channel.state === 'Up') throw new Error(`${this.#channel.name} has been answered`);
    this.#channel.ringTimer?.cancel();
    setState(this.#core, this.#channel, 'Up');
    this.publishDial('ANSWER');
    if (this.#dialled.app !== undefined) enterStasis(this.#core, this.#channel, this.#dialled.app, this.#dialled.appArgs);
  }

  /** The called party, or its network, refuses: 17 busy, 21 rejected, 1 unallocated … */
  reject(cause = 21): void {
    this.#mustBe('out', 'reject');
    this.#core.publish({ type: 'ChannelHangupRequest', cause, channel: channelJson(this.#core, this.#channel) });
    this.publishDial(dialStatusOfCause(cause));
    endChannel(this.#core, this.#channel, cause, undefined);
  }

  /** Hangs up; a caller who was not answered gives up (CANCEL: 127 as in chan_pjsip). */
  hangUp(cause = this.#channel.state === 'Up' ? 16 : 127): void {
    this.#mustBeThere('hang up');
    endChannel(this.#core, this.#channel, cause, { cause });
  }

  pressKey(digit: string, durationMs = 100): void {
    this.#mustBeThere('press a key');
    this.#core.publish({ type: 'ChannelDtmfReceived', digit, duration_ms: durationMs, channel: channelJson(this.#core, this.#channel) });
  }

  talk(): void {
    this.#mustBeThere('talk');
    talk(this.#core, this.#channel);
  }

  fallSilent(): void {
    this.#mustBeThere('fall silent');
    fallSilent(this.#core, this.#channel);
  }

  /** re-INVITE with sendonly. */
  hold(): void {
    this.#setHold(true);
  }

  unhold(): void {
    this.#setHold(false);
  }

  #setHold(on: boolean): void {
    this.#mustBeThere('hold');
    if (this.#held === on) return;
    this.#held = on;
    const channel = channelJson(this.#core, this.#channel);
    this.#core.publish(on ? { type: 'ChannelHold', musicclass: 'N/A', channel } : { type: 'ChannelUnhold', channel });
  }

  /**
   * REFER: asks for its call to go elsewhere, or to take the place of `other`, a second call of the same phone. Gives the SIP
   * status; `transfer` says what it is told.
   */
  refer(destination: string, other?: FakeLeg): 202 | 603 {
    this.#mustBeThere('transfer');
    if (this.#channel.transferHandling !== 'ari-only') return 603;
    const transfer: FakeTransfer = { destination, other: other ? other.#channel : undefined, heard: [], isOver: false };
    this.#channel.transfers.push(transfer);
    tellTransfer(this.#core, this.#channel, transfer);
    return 202;
  }

  /** SIP statuses the phone was told of its latest transfer. */
  get heardOfTransfer(): readonly number[] {
    return this.#channel.transfers.at(-1)?.heard ?? [];
  }

  #mustBeThere(what: string): void {
    if (this.endedBy !== undefined) throw new Error(`${this.#channel.name} cannot ${what}: it has ended`);
  }

  #mustBe(direction: 'out', what: string): void {
    this.#mustBeThere(what);
    if (this.direction !== direction) throw new Error(`${this.#channel.name} called us: it cannot ${what}`);
  }
}
