import { answerChallenge, type Flow, realmsOf, type SipRequest, type SipResponse } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';

/** Realms that one server of a trunk has asked for. */
interface Realms {
  registrar: ReadonlySet<string>;
  /** Of the first challenge to a call: what comes later in another realm comes from behind the server. */
  calls: ReadonlySet<string>;
}

interface Known {
  /** What the trunk is made of: with other credentials or servers all is asked anew. */
  basis: string;
  /** By address and port. */
  servers: Map<string, Realms>;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Who gets an answer made with the password of a trunk (digest leak, ES2021-05): its configured servers, in the realms they asked for
 * themselves. An INVITE or REGISTER outside of a dialog goes to such a server by the configuration. Requests in a dialog go where the
 * other side's Contact and Record-Route lead: there only what was found to be such a server is answered, by address, port and realm.
 */
export class Challenges {
  readonly #context: () => SwitchContext;
  readonly #known = new Map<string, Known>();

  constructor(context: () => SwitchContext) {
    this.#context = context;
  }

  /** An INVITE goes to this server because it is configured. */
  noteServer(endpoint: string, flow: Flow): void {
    const { servers } = this.#of(endpoint);
    if (!servers.has(serverOf(flow))) servers.set(serverOf(flow), { registrar: NONE, calls: NONE });
  }

  /** The header that answers a 401 or 407 to an INVITE that went to a configured server of the endpoint. */
  toCall(endpoint: string, request: SipRequest, response: SipResponse, flow: Flow): [string, string] | undefined {
    const known = this.#of(endpoint).servers.get(serverOf(flow));
    // A registrar may ask in another realm than the proxy beside it.
    return this.#answer(endpoint, request, response, flow, known && [known], known?.calls.size === 0);
  }

  /** The same inside a dialog. `isOwnConnection`: it goes over the connection the dialog was made on, whatever its port. */
  toRequest(
    endpoint: string,
    request: SipRequest,
    response: SipResponse,
    flow: Flow,
    isOwnConnection: boolean,
  ): [string, string] | undefined {
    const { servers } = this.#of(endpoint);
    const known = [...servers].flatMap(([server, realms]) =>
      server === serverOf(flow) || (isOwnConnection && server.startsWith(`${flow.remoteAddress}|`)) ? [realms] : [],
    );
    const hasNeverAsked = known.every(({ calls, registrar }) => calls.size === 0 && registrar.size === 0);
    return this.#answer(endpoint, request, response, flow, known, known.length > 0 && hasNeverAsked);
  }

  /** A registrar of the endpoint was answered. */
  noteRegistrar(endpoint: string, challenges: readonly string[], flow: Flow): void {
    const { servers } = this.#of(endpoint);
    const before = servers.get(serverOf(flow));
    servers.set(serverOf(flow), { calls: before?.calls ?? NONE, registrar: realmsOf(challenges) });
  }

  #of(endpoint: string): Known {
    const { config } = this.#context();
    const settings = config.get('endpoint', endpoint);
    const basis = JSON.stringify([
      config.credentialsOf(settings?.get('outbound_auth')),
      config.staticContacts(endpoint),
      settings?.get('outbound_proxy'),
    ]);
    let known = this.#known.get(endpoint);
    if (known?.basis !== basis) {
      known = { basis, servers: new Map() };
      this.#known.set(endpoint, known);
    }
    return known;
  }

  /** `isFirst`: it has not asked before, and whatever realm it asks in is its own from now on. */
  #answer(
    endpoint: string,
    { method, uri }: SipRequest,
    response: SipResponse,
    flow: Flow,
    known: readonly Realms[] | undefined,
    isFirst: boolean,
  ): [string, string] | undefined {
    const { config, ids, logger } = this.#context();
    const credentials = config.outboundCredentials(endpoint);
    if (!credentials) return undefined;
    const challenges = challengesIn(response);
    const calls = isFirst ? realmsOf(challenges) : NONE;
    const isKnown = (realm: string): boolean =>
      calls.has(realm) || (known ?? []).some((realms) => realms.calls.has(realm) || realms.registrar.has(realm));
    const answer = answerChallenge(challenges, credentials, { method, uri }, ids.token(16), isKnown);
    if (answer === undefined) {
      const realms = [...realmsOf(challenges)];
      logger.warn({ endpoint, method, from: serverOf(flow), realms }, 'a challenge that is not of a server of the trunk is not answered');
      return undefined;
    }
    if (isFirst) this.#pin(endpoint, flow, calls);
    return [response.status === 401 ? 'authorization' : 'proxy-authorization', answer];
  }

  #pin(endpoint: string, flow: Flow, calls: ReadonlySet<string>): void {
    const { servers } = this.#of(endpoint);
    servers.set(serverOf(flow), { registrar: servers.get(serverOf(flow))?.registrar ?? NONE, calls });
  }

  forget(endpoint: string): void {
    this.#known.delete(endpoint);
  }
}

function challengesIn({ status, headers }: SipResponse): string[] {
  return headers.all(status === 401 ? 'www-authenticate' : 'proxy-authenticate');
}

function serverOf({ remoteAddress, remotePort }: Flow): string {
  return `${remoteAddress}|${remotePort}`;
}
