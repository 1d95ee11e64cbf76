import type { Clock, Timer } from '@zuoxi/kit';
import { Emitter } from '@zuoxi/kit';
import type { Flow } from './flow.ts';
import type { SipRequest } from './message.ts';
import { formatUri, parseNameAddr, parseUri } from './uri.ts';

export interface AorSettings {
  maxContacts: number;
  /** One too many takes the place of the oldest; else it is refused. */
  removeExisting: boolean;
  /** Those that do not answer go first, whatever else is to be done with one too many. */
  removeUnavailable: boolean;
  defaultExpiration: number;
  minimumExpiration: number;
  maximumExpiration: number;
}

export interface ContactBinding {
  aor: string;
  uri: string;
  flow: Flow;
  /** Monotonic milliseconds. */
  expiresAt: number;
  callId: string;
  cseq: number;
  /** RFC 5626 section 4.1. */
  instance: string | undefined;
  userAgent: string;
  /** Who signed in for it. */
  username: string;
  /** What they signed in with: when that changes the binding ends. */
  secret: string;
}

/** Who signed in, and with what. */
interface SignedIn {
  username: string;
  secret: string;
}

const NOBODY: SignedIn = { username: '', secret: '' };

export type RegisterResult = { status: 200; headers: [string, string][] } | { status: 400 | 403 | 423 | 500; headers: [string, string][] };

export interface RegistrarEvents {
  added: ContactBinding;
  refreshed: ContactBinding;
  removed: { binding: ContactBinding; reason: 'unregistered' | 'expired' | 'replaced' | 'connection-lost' | 'revoked' };
}

function sameUri(a: string, b: string): boolean {
  if (a === b) return true;
  const left = parseUri(a);
  const right = parseUri(b);
  // RFC 3261 section 19.1.4, as far as contacts of one AOR need it.
  return (
    left !== undefined &&
    right !== undefined &&
    formatUri({ ...left, host: left.host.toLowerCase() }) === formatUri({ ...right, host: right.host.toLowerCase() })
  );
}

/** RFC 3261 section 10.3. A contact is bound to the flow it was registered over; that is where requests to it go. */
export class Registrar {
  readonly events = new Emitter<RegistrarEvents>();
  readonly #clock: Clock;
  readonly #bindings = new Map<string, ContactBinding[]>();
  readonly #timers = new Map<ContactBinding, Timer>();
  readonly #addresses = new Map<string, number>();
  readonly #isDead: (binding: ContactBinding) => boolean;

  /** `isDead`: what is known of a contact that nobody has unregistered; its connection is looked at as well. */
  constructor(clock: Clock, isDead: (binding: ContactBinding) => boolean = () => false) {
    this.#clock = clock;
    this.#isDead = (binding) => !binding.flow.open || isDead(binding);
  }

  get size(): number {
    let n = 0;
    for (const list of this.#bindings.values()) n += list.length;
    return n;
  }

  /** Contacts that can be reached now, newest first. */
  contacts(aor: string): ContactBinding[] {
    return (this.#bindings.get(aor) ?? []).filter((binding) => binding.flow.open);
  }

  /** Somebody is registered from there. */
  isKnownAddress(address: string): boolean {
    return this.#addresses.has(address);
  }

  /** That user has a contact that was registered over the same way (address and port, or connection). */
  isSignedInOver(username: string, flow: Flow): boolean {
    for (const list of this.#bindings.values()) {
      if (list.some((binding) => binding.username === username && binding.flow.id === flow.id)) return true;
    }
    return false;
  }

  #countAddress(address: string, delta: 1 | -1): void {
    const count = (this.#addresses.get(address) ?? 0) + delta;
    if (count > 0) this.#addresses.set(address, count);
    else this.#addresses.delete(address);
  }

  /** All or nothing: a request that cannot be carried out whole changes nothing (section 10.3 step 7). */
  register(aor: string, settings: AorSettings, request: SipRequest, flow: Flow, by: SignedIn = NOBODY): RegisterResult {
    const contacts = request.headers.list('contact');
    const current = this.#bindings.get(aor) ?? [];
    const expiresHeader = request.headers.get('expires');
    if (contacts.includes('*')) {
      if (contacts.length > 1 || Number(expiresHeader) !== 0) return { status: 400, headers: [] };
      for (const binding of [...current]) this.#remove(binding, 'unregistered');
      return this.#listing(aor);
    }
    const changes: { uri: string; expires: number; instance: string | undefined }[] = [];
    for (const value of contacts) {
      const address = parseNameAddr(value);
      if (!address || !parseUri(address.uri)) return { status: 400, headers: [] };
      const asked = address.params.get('expires') ?? expiresHeader;
      let expires = asked === undefined || !/^\d{1,10}$/.test(asked) ? settings.defaultExpiration : Number(asked);
      // Section 10.3 step 7: too short is refused, too long is cut.
      if (expires > 0 && expires < settings.minimumExpiration) {
        return { status: 423, headers: [['min-expires', String(settings.minimumExpiration)]] };
      }
      expires = Math.min(expires, settings.maximumExpiration);
      const old = current.find((binding) => sameUri(binding.uri, address.uri));
      // Section 10.3 step 7: the same Call-ID with a lower CSeq is a late copy.
      if (old && old.callId === request.callId && old.cseq >= request.cseq) return { status: 500, headers: [] };
      changes.push({ uri: address.uri, expires, instance: address.params.get('+sip.instance') });
    }
    return this.#apply(aor, settings, request, flow, changes, by);
  }

  #apply(
    aor: string,
    settings: AorSettings,
    request: SipRequest,
    flow: Flow,
    changes: { uri: string; expires: number; instance: string | undefined }[],
    by: SignedIn,
  ): RegisterResult {
    const current = this.#bindings.get(aor) ?? [];
    const isChanged = (binding: ContactBinding) =>
      changes.some((change) => sameUri(change.uri, binding.uri) || (change.instance !== undefined && change.instance === binding.instance));
    const kept = current.filter((binding) => !isChanged(binding));
    const wanted = changes.filter((change) => change.expires > 0).length;
    const excess = wanted === 0 ? 0 : kept.length + wanted - settings.maxContacts;
    const leaving = excess > 0 ? this.#toLeave(kept, settings).slice(0, excess) : [];
    if (leaving.length < excess) return { status: 403, headers: [] };
    for (const binding of leaving) this.#remove(binding, 'replaced');
    for (const change of changes) {
      const old =
        current.find((binding) => sameUri(binding.uri, change.uri)) ??
        current.find((binding) => change.instance !== undefined && binding.instance === change.instance);
      if (change.expires === 0) {
        if (old) this.#remove(old, 'unregistered');
        continue;
      }
      const binding: ContactBinding = {
        aor,
        uri: change.uri,
        flow,
        expiresAt: this.#clock.monotonic() + change.expires * 1000,
        callId: request.callId,
        cseq: request.cseq,
        instance: change.instance,
        username: by.username,
        secret: by.secret,
        userAgent: (request.headers.get('user-agent') ?? '').slice(0, 200),
      };
      if (old) this.#forget(old);
      const list = this.#bindings.get(aor) ?? [];
      list.unshift(binding);
      this.#countAddress(flow.remoteAddress, 1);
      this.#bindings.set(aor, list);
      this.#timers.set(
        binding,
        this.#clock.setTimer(change.expires * 1000, () => this.#remove(binding, 'expired')),
      );
      this.events.emit(old && sameUri(old.uri, binding.uri) ? 'refreshed' : 'added', binding);
      if (old && !sameUri(old.uri, binding.uri)) this.events.emit('removed', { binding: old, reason: 'replaced' });
    }
    return this.#listing(aor);
  }

  /** Who may make room, the first to go first: the dead, then the oldest. */
  #toLeave(kept: readonly ContactBinding[], { removeExisting, removeUnavailable }: AorSettings): ContactBinding[] {
    const oldestFirst = [...kept].reverse();
    const dead = removeUnavailable ? oldestFirst.filter(this.#isDead) : [];
    return removeExisting ? [...dead, ...oldestFirst.filter((binding) => !dead.includes(binding))] : dead;
  }

  #listing(aor: string): RegisterResult {
    const now = this.#clock.monotonic();
    const headers: [string, string][] = (this.#bindings.get(aor) ?? []).map((binding) => [
      'contact',
      `<${binding.uri}>;expires=${Math.max(1, Math.round((binding.expiresAt - now) / 1000))}`,
    ]);
    return { status: 200, headers };
  }

  #forget(binding: ContactBinding): boolean {
    this.#timers.get(binding)?.cancel();
    this.#timers.delete(binding);
    const list = this.#bindings.get(binding.aor);
    const index = list?.indexOf(binding) ?? -1;
    if (!list || index < 0) return false;
    list.splice(index, 1);
    this.#countAddress(binding.flow.remoteAddress, -1);
    if (list.length === 0) this.#bindings.delete(binding.aor);
    return true;
  }

  #remove(binding: ContactBinding, reason: RegistrarEvents['removed']['reason']): void {
    if (this.#forget(binding)) this.events.emit('removed', { binding, reason });
  }

  removeAor(aor: string): void {
    for (const binding of [...(this.#bindings.get(aor) ?? [])]) this.#remove(binding, 'unregistered');
  }

  /**
   * Ends what is no longer allowed, and the connections that it was registered over, unless they carry others that still are: an old
   * password must neither be rung nor heard. A call under way goes on.
   */
  revoke(isAllowed: (binding: ContactBinding) => boolean): void {
    const flows = new Set<Flow>();
    for (const list of [...this.#bindings.values()]) {
      for (const binding of [...list]) {
        if (isAllowed(binding)) continue;
        flows.add(binding.flow);
        this.#remove(binding, 'revoked');
      }
    }
    for (const flow of flows) if (!this.#isUsed(flow)) flow.close?.();
  }

  #isUsed(flow: Flow): boolean {
    for (const list of this.#bindings.values()) if (list.some((binding) => binding.flow === flow)) return true;
    return false;
  }

  /** A connection is gone: what was registered over it cannot be reached any more. */
  onFlowClosed(flow: Flow): void {
    for (const list of [...this.#bindings.values()]) {
      for (const binding of [...list]) if (binding.flow === flow) this.#remove(binding, 'connection-lost');
    }
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.#bindings.clear();
    this.#addresses.clear();
  }
}
