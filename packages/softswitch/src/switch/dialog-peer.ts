import { canonicalAddress, type Dialog, type Flow, parseNameAddr, parseUri } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';

/**
 * Whose requests count in a dialog: its Call-ID and tags can be overheard. The peer is
 * 1. the host the dialog was made from or with, over whatever port or connection (a phone whose router forgot the way, a new TCP
 *    connection); a browser only over its own WebSocket, for all of them may come from the address of one proxy;
 * 2. the servers of the trunk (`identify`, its registrar, its contacts);
 * 3. where the peer itself said in its Contact and Record-Route that it is, unless it is answered where it was heard (NAT).
 * A phone from elsewhere has to sign in again.
 */
export class DialogPeer {
  readonly #context: SwitchContext;
  readonly #dialog: Dialog;
  readonly #endpoint: string;
  readonly #symmetric: boolean;
  /** Where names in Contact and Record-Route led. */
  readonly #ways = new Set<string>();

  constructor(context: SwitchContext, dialog: Dialog, endpoint: string, symmetric: boolean) {
    this.#context = context;
    this.#dialog = dialog;
    this.#endpoint = endpoint;
    this.#symmetric = symmetric;
  }

  /** It has a password of its own, by which it can be known from anywhere. */
  get canSign(): boolean {
    return (this.#context.config.get('endpoint', this.#endpoint)?.get('auth') ?? '') !== '';
  }

  /** A request of ours in the dialog went there. */
  noteWay(flow: Flow): void {
    this.#ways.add(flow.remoteAddress);
  }

  /** An ACK can carry no answer to a challenge: it may also come from the Contact of a phone behind a proxy that stays out of the way. */
  isAt(flow: Flow, what: 'request' | 'ack'): boolean {
    const own = this.#dialog.flow;
    if (flow.id === own.id) return true;
    if (isWebSocket(flow) || isWebSocket(own)) return this.#isSignedInOver(flow);
    if (flow.remoteAddress === own.remoteAddress) return true;
    if (this.#context.config.isServerOf(this.#endpoint, flow.remoteAddress)) return true;
    return (what === 'ack' || !this.#symmetric) && (this.#ways.has(flow.remoteAddress) || this.#names(flow.remoteAddress));
  }

  #isSignedInOver(flow: Flow): boolean {
    const { config, stack } = this.#context;
    return config.usersOf('endpoint', this.#endpoint).some((user) => stack.registrar.isSignedInOver(user, flow));
  }

  #names(address: string): boolean {
    const { remoteTarget, routeSet } = this.#dialog;
    const uris = [remoteTarget, ...routeSet.map((route) => parseNameAddr(route)?.uri ?? '')];
    return uris.some((uri) => canonicalAddress(parseUri(uri)?.host ?? '') === address);
  }
}

function isWebSocket({ transport }: Flow): boolean {
  return transport === 'WS' || transport === 'WSS';
}
