import type { Timer } from '@zuoxi/kit';
import { Dialog, type DialogUser, type Flow, type IncomingSubscribe, type ServerTransaction, type SipRequest } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';
import { DialogPeer } from './dialog-peer.ts';
import { DialogRequests } from './dialog-requests.ts';
import { ALLOW_EVENTS, BODY_TYPE, type EventPackage, eventIdOf, eventPackageOf, isReadableEvent } from './event-packages.ts';

/** Seconds. Shorter ones would be more work than news; longer ones are cut (RFC 6665 section 4.2.1.1). */
const SHORTEST_S = 60;
const LONGEST_S = 7200;
const USUAL_S = 3600;

/** RFC 6665 section 4.2.2: answers to a NOTIFY by which the subscription is over. */
const ENDS: ReadonlySet<number> = new Set([404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604]);

/** How long is asked for: seconds, or the refusal of less than a minute. */
export function expiryOf(request: SipRequest): number | 'too-brief' {
  const text = request.headers.get('expires');
  const asked = text !== undefined && /^\d{1,10}$/.test(text.trim()) ? Number(text) : USUAL_S;
  if (asked > 0 && asked < SHORTEST_S) return 'too-brief';
  return Math.min(asked, LONGEST_S);
}

export const TOO_BRIEF: readonly [string, string][] = [['min-expires', String(SHORTEST_S)]];

export interface SubscriptionOptions {
  context: SwitchContext;
  invite: IncomingSubscribe;
  event: EventPackage;
  /** The endpoint that is watched. */
  target: string;
  /** What is to be told now; `version` counts up. */
  body(version: number): string;
  onEnded(subscription: Subscription): void;
}

/**
 * One phone watches one other (RFC 6665):
 *
 *   active ──SUBSCRIBE again──▶ active ──its time is over, Expires: 0, taken back──▶ over, with a last NOTIFY
 *                                  └──a NOTIFY that is not answered, or by 481 and the like──▶ over
 */
export class Subscription implements DialogUser {
  readonly endpoint: string;
  readonly target: string;
  readonly event: EventPackage;
  readonly #o: SubscriptionOptions;
  readonly #dialog: Dialog;
  readonly #peer: DialogPeer;
  readonly #requests: DialogRequests;
  readonly #id: string | undefined;
  readonly #detach: () => void;
  readonly #offClosed: () => void;
  #expiry: Timer | undefined;
  #expiresAt = 0;
  #version = 0;
  #isTelling = false;
  #hasNews = false;
  #isOver = false;

  constructor(options: SubscriptionOptions) {
    const { context, invite } = options;
    this.#o = options;
    this.endpoint = invite.endpoint;
    this.target = options.target;
    this.event = options.event;
    this.#id = eventIdOf(invite.request.headers.get('event'));
    this.#dialog = Dialog.fromInvite(invite.request, context.ids.token(12), invite.flow);
    this.#peer = new DialogPeer(context, this.#dialog, invite.endpoint, true);
    this.#requests = new DialogRequests(context, this.#dialog, invite.endpoint, true, this.#peer);
    this.#detach = context.stack.addDialog(this.#dialog, this);
    this.#offClosed = invite.flow.reliable ? context.stack.onFlowClosed(invite.flow, () => this.#end()) : () => {};
  }

  /** Where its phone was heard last. */
  get flow(): Flow {
    return this.#dialog.flow;
  }

  /** Answers the SUBSCRIBE, and says what there is (RFC 6665 section 4.2.1.2: also when it changes nothing). */
  take(transaction: ServerTransaction, seconds: number): void {
    const { context } = this.#o;
    this.#expiry?.cancel();
    context.stack.respond(transaction, 200, {
      toTag: this.#dialog.localTag,
      headers: [
        ['expires', String(seconds)],
        ['contact', context.stack.contactFor(transaction.flow, this.endpoint)],
        ...transaction.request.headers.all('record-route').map((value): [string, string] => ['record-route', value]),
      ],
    });
    if (seconds === 0) {
      this.terminate('timeout');
      return;
    }
    this.#expiresAt = context.clock.monotonic() + seconds * 1000;
    this.#expiry = context.clock.setTimer(seconds * 1000, () => this.terminate('timeout'));
    this.changed();
  }

  /** There is news; while a NOTIFY is out it waits, and what it finds then is told once. */
  changed(): void {
    if (this.#isOver) return;
    this.#hasNews = true;
    if (!this.#isTelling) this.#tell();
  }

  #tell(): void {
    this.#hasNews = false;
    this.#isTelling = true;
    const { clock } = this.#o.context;
    const left = Math.max(1, Math.round((this.#expiresAt - clock.monotonic()) / 1000));
    this.#notify(`active;expires=${left}`, (isKnown) => {
      this.#isTelling = false;
      if (!isKnown) this.#end();
      else if (this.#hasNews && !this.#isOver) this.#tell();
    });
  }

  /** `deactivated`: ask again; `noresource`: what was watched is no more; `rejected`: it may not be watched any more (RFC 6665 section 4.1.3). */
  terminate(reason: 'timeout' | 'deactivated' | 'noresource' | 'rejected'): void {
    if (this.#isOver) return;
    this.#notify(`terminated;reason=${reason}`, () => {});
    this.#end();
  }

  #notify(state: string, onAnswered: (isKnown: boolean) => void): void {
    const { event, body } = this.#o;
    const headers: [string, string][] = [
      ['event', this.#id === undefined ? event : `${event};id=${this.#id}`],
      ['subscription-state', state],
    ];
    void this.#requests.ask(
      'NOTIFY',
      { headers, body: { type: BODY_TYPE[event], content: body(this.#version++) } },
      { onFinal: ({ status }) => onAnswered(!ENDS.has(status)), onTimeout: () => onAnswered(false) },
    );
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#expiry?.cancel();
    this.#detach();
    this.#offClosed();
    this.#o.onEnded(this);
  }

  /** A refresh, or the wish to end it. */
  onRequest(request: SipRequest, transaction: ServerTransaction): void {
    const { stack } = this.#o.context;
    // Several phones may be behind one address: only the way that it came by is the phone without its password, and never with another one.
    const isPhone = transaction.flow.id === this.#dialog.flow.id && !request.headers.has('authorization');
    if (!isPhone && !stack.isSignedBy(this.endpoint, request, transaction)) return;
    if (request.method !== 'SUBSCRIBE') {
      stack.respond(transaction, 405, { headers: [['allow', 'SUBSCRIBE']] });
      return;
    }
    const event = request.headers.get('event') ?? '';
    if (!isReadableEvent(event)) {
      stack.respond(transaction, event === '' ? 489 : 400, { headers: event === '' ? [['allow-events', ALLOW_EVENTS]] : [] });
      return;
    }
    // A subscription of its own needs a dialog of its own here (RFC 6665 section 4.5.2).
    if (eventPackageOf(event) !== this.event) {
      stack.respond(transaction, 489, { headers: [['allow-events', this.event]] });
      return;
    }
    if (eventIdOf(event) !== this.#id) {
      stack.respond(transaction, 481);
      return;
    }
    if (!this.#dialog.accepts(request)) {
      stack.respond(transaction, 500);
      return;
    }
    const seconds = expiryOf(request);
    if (seconds === 'too-brief') {
      stack.respond(transaction, 423, { headers: TOO_BRIEF });
      return;
    }
    this.#dialog.flow = transaction.flow;
    this.#dialog.refreshTarget(request);
    this.take(transaction, seconds);
  }

  onAck(): void {}
}
