import type { IncomingSubscribe } from '../sip/index.ts';
import { numberOfUser, parseUri, unescapeUser } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';
import {
  ALLOW_EVENTS,
  BODY_TYPE,
  dialogInfo,
  type EventPackage,
  eventPackageOf,
  isReadableEvent,
  type Mailbox,
  messageSummary,
  presenceInfo,
} from './event-packages.ts';
import { parseCallerId } from './identity.ts';
import { type ConfigChange, groupOf, listOf } from './pjsip-config.ts';
import { expiryOf, Subscription, TOO_BRIEF } from './subscription.ts';

/** A phone with three side cars of keys has fewer. */
const MOST_OF_ONE = 200;
const MOST = 20_000;
const NO_MESSAGES: Mailbox = { newMessages: 0, oldMessages: 0 };

/**
 * Who watches whom: lamps of desk phones (dialog), presence, and messages that wait. A phone watches those of its own call centre (`context`
 * and `accountcode`), and its own mailbox only.
 */
export class Subscriptions {
  readonly #context: () => SwitchContext;
  /** By the endpoint that is watched. */
  readonly #of = new Map<string, Set<Subscription>>();
  readonly #mailboxes = new Map<string, Mailbox>();
  /** The oldest first. */
  readonly #all = new Set<Subscription>();
  #off: (() => void) | undefined;

  constructor(context: () => SwitchContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#all.size;
  }

  start(): void {
    this.#off = this.#context().config.events.on('changed', (change) => this.#onConfig(change));
  }

  /** A SUBSCRIBE outside a dialog. */
  onSubscribe(invite: IncomingSubscribe): void {
    const { stack } = this.#context();
    const { transaction, request } = invite;
    const refuse = (status: number, headers: readonly (readonly [string, string])[] = []): void =>
      stack.respond(transaction, status, { headers: [...headers] });
    // RFC 6665 section 4.2.1.1
    const stated = request.headers.get('event');
    if (stated !== undefined && !isReadableEvent(stated)) return refuse(400);
    const event = eventPackageOf(stated);
    if (!event) return refuse(489, [['allow-events', ALLOW_EVENTS]]);
    if (!accepts(request.headers.list('accept'), BODY_TYPE[event])) return refuse(406, [['accept', BODY_TYPE[event]]]);
    if (invite.identifiedBy !== 'digest') return refuse(403);
    const seconds = expiryOf(request);
    if (seconds === 'too-brief') return refuse(423, TOO_BRIEF);
    const target = this.#targetOf(invite.endpoint, event, request.uri);
    if (target === undefined) return refuse(404);
    this.#makeRoom(invite.endpoint, target, event, invite.flow.id);
    if (this.#all.size >= MOST) return refuse(503, [['retry-after', '60']]);
    const subscription = new Subscription({
      context: this.#context(),
      invite,
      event,
      target,
      body: (version) => this.#bodyOf(event, target, request.uri, version),
      onEnded: (ended) => this.#forget(ended),
    });
    const watchers = this.#of.get(target) ?? new Set();
    this.#of.set(target, watchers.add(subscription));
    this.#all.add(subscription);
    subscription.take(transaction, seconds);
  }

  /** The endpoint that a number or name is, as far as that watcher may know of it. */
  #targetOf(watcher: string, event: EventPackage, uri: string): string | undefined {
    const { config } = this.#context();
    const user = unescapeUser(parseUri(uri)?.user ?? '');
    const number = numberOfUser(user);
    const own = groupOf(config, watcher);
    const found = config.ids('endpoint').find((id) => {
      const endpoint = config.get('endpoint', id);
      // Trunks have no account here.
      if (!endpoint?.get('auth') || groupOf(config, id) !== own) return false;
      return id === user || (number !== '' && parseCallerId(endpoint.get('callerid') ?? '').number === number);
    });
    return event === 'message-summary' && found !== watcher ? undefined : found;
  }

  /** As with registrations: what a phone had before it began anew elsewhere goes, and of too many the oldest. */
  #makeRoom(endpoint: string, target: string, event: EventPackage, flowId: string): void {
    const { stack, config } = this.#context();
    const aors = listOf(config.get('endpoint', endpoint)?.get('aors'));
    const living = new Set([flowId, ...aors.flatMap((aor) => stack.registrar.contacts(aor).map(({ flow }) => flow.id))]);
    for (const one of [...(this.#of.get(target) ?? [])]) {
      if (one.endpoint === endpoint && one.event === event && !living.has(one.flow.id)) one.terminate('deactivated');
    }
    const own = [...this.#all].filter((one) => one.endpoint === endpoint);
    for (const one of own.slice(0, Math.max(0, own.length - MOST_OF_ONE + 1))) one.terminate('deactivated');
  }

  #bodyOf(event: EventPackage, target: string, uri: string, version: number): string {
    const { channels, endpoints, config } = this.#context();
    const own = channels.list().filter((channel) => channel.endpoint === target && !channel.ended && channel.snoopTarget === undefined);
    if (event === 'dialog') return dialogInfo(uri, version, own);
    if (event === 'message-summary')
      return messageSummary(uri, this.mailbox(mailboxOf(config.get('endpoint', target), target)) ?? NO_MESSAGES);
    const isThere = config.get('endpoint', target) !== undefined && endpoints.isOnline(target);
    return presenceInfo(uri, isThere, own.length > 0);
  }

  /** Something about that endpoint is another one: a call of its, or whether it is there. */
  changed(endpoint: string, what: 'call' | 'presence'): void {
    for (const subscription of this.#of.get(endpoint) ?? []) {
      if (subscription.event === 'presence' || (what === 'call' && subscription.event === 'dialog')) subscription.changed();
    }
  }

  mailboxes(): ReadonlyMap<string, Mailbox> {
    return this.#mailboxes;
  }

  mailbox(name: string): Mailbox | undefined {
    return this.#mailboxes.get(name);
  }

  /** Undefined: there is none any more. */
  setMailbox(name: string, mailbox: Mailbox | undefined): void {
    if (mailbox) this.#mailboxes.set(name, mailbox);
    else this.#mailboxes.delete(name);
    const { config } = this.#context();
    for (const [target, watchers] of this.#of) {
      if (mailboxOf(config.get('endpoint', target), target) !== name) continue;
      for (const subscription of watchers) if (subscription.event === 'message-summary') subscription.changed();
    }
  }

  /** Whoever signs in with another password asks again; what is no more, or another call centre's now, is watched no more. */
  #onConfig({ type, id }: ConfigChange): void {
    if (type !== 'endpoint' && type !== 'auth') return;
    const { config } = this.#context();
    for (const subscription of [...this.#of.values()].flatMap((watchers) => [...watchers])) {
      const { endpoint, target } = subscription;
      if (type === 'auth') {
        if (listOf(config.get('endpoint', endpoint)?.get('auth')).includes(id)) subscription.terminate('deactivated');
        continue;
      }
      if (id !== endpoint && id !== target) continue;
      if (!config.get('endpoint', target)) subscription.terminate('noresource');
      else if (!config.get('endpoint', endpoint) || groupOf(config, endpoint) !== groupOf(config, target))
        subscription.terminate('rejected');
    }
  }

  #forget(subscription: Subscription): void {
    const watchers = this.#of.get(subscription.target);
    if (!watchers?.delete(subscription)) return;
    this.#all.delete(subscription);
    if (watchers.size === 0) this.#of.delete(subscription.target);
  }

  /** Everybody is told to ask again. */
  stop(): void {
    this.#off?.();
    for (const watchers of [...this.#of.values()]) for (const subscription of [...watchers]) subscription.terminate('deactivated');
  }
}

const mailboxOf = (endpoint: ReadonlyMap<string, string> | undefined, id: string): string => listOf(endpoint?.get('mailboxes'))[0] ?? id;

/** No Accept: what the package has by itself. */
function accepts(values: readonly string[], type: string): boolean {
  const types = values.map((value) => (value.split(';')[0] ?? '').trim().toLowerCase());
  return types.length === 0 || types.some((one) => one === type || one === '*/*' || one === 'application/*');
}
