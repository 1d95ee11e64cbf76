import { isIP } from 'node:net';
import type { Clock } from '@zuoxi/kit';
import type { DnsSource } from './dns-client.ts';
import type { DnsRecord, DnsType } from './dns-message.ts';
import { parseUri, type SipUri } from './uri.ts';

/** Where a request may be sent: RFC 3263 section 4. */
export interface Destination {
  transport: 'UDP' | 'TCP' | 'TLS';
  address: string;
  port: number;
  /** The host of the URI: whose certificate is expected (RFC 5922 section 4). */
  domain: string;
}

export type OutboundTransport = Destination['transport'];

/** Nothing found is remembered this long (RFC 2308 leaves it to us); a TTL is kept within these bounds. */
const NEGATIVE_MS = 30_000;
const MIN_TTL_MS = 5_000;
const MAX_TTL_MS = 86_400_000;
const MAX_ENTRIES = 2_000;
const MAX_DESTINATIONS = 16;

const SERVICES: Readonly<Record<string, OutboundTransport>> = { 'SIP+D2U': 'UDP', 'SIP+D2T': 'TCP', 'SIPS+D2T': 'TLS' };
const SRV_NAMES: Readonly<Record<OutboundTransport, string>> = { UDP: '_sip._udp.', TCP: '_sip._tcp.', TLS: '_sips._tcp.' };

interface Known {
  records: DnsRecord[];
  until: number;
}

/** URIs to destinations, in the order in which they are to be tried. */
export class Resolver {
  readonly #clock: Clock;
  readonly #dns: DnsSource;
  readonly #random: () => number;
  readonly #cache = new Map<string, Known>();
  readonly #asking = new Map<string, Promise<DnsRecord[]>>();

  /** `random` in [0, 1), for the weights of SRV records. */
  constructor(clock: Clock, dns: DnsSource, random: () => number) {
    this.#clock = clock;
    this.#dns = dns;
    this.#random = random;
  }

  /** [] when there is no way: not a SIP URI, a browser's, a name nobody knows. Never rejects. */
  async resolve(target: string, preferred?: OutboundTransport): Promise<Destination[]> {
    const uri = parseUri(target);
    if (!uri) return [];
    const host = uri.params.get('maddr') ?? uri.host;
    const named = transportOf(uri, preferred);
    if (named === 'none' || host.endsWith('.invalid')) return [];
    const usual: OutboundTransport = uri.scheme === 'sips' ? 'TLS' : 'UDP';
    const to = (transport: OutboundTransport, addresses: readonly string[], port: number): Destination[] =>
      addresses.map((address) => ({ transport, address, port, domain: host }));
    if (isIP(host) !== 0 || uri.port !== undefined) {
      // RFC 3263 section 4.1 and 4.2: an address or a port leaves nothing for SRV to say.
      const transport = named ?? usual;
      return to(transport, await this.#addresses(host), uri.port ?? portOf(transport)).slice(0, MAX_DESTINATIONS);
    }
    const found: Destination[] = [];
    for (const { transport, name } of await this.#services(host, named, uri.scheme === 'sips')) {
      for (const { target: server, port } of this.#ordered(await this.#ask(name, 'SRV'))) {
        found.push(...to(transport, await this.#addresses(server), port));
      }
      // The first transport that has servers is the one (section 4.1); others are not tried behind it.
      if (found.length > 0) break;
    }
    if (found.length > 0) return found.slice(0, MAX_DESTINATIONS);
    const transport = named ?? usual;
    return to(transport, await this.#addresses(host), portOf(transport)).slice(0, MAX_DESTINATIONS);
  }

  /** The SRV names to ask for, best first. */
  async #services(
    host: string,
    named: OutboundTransport | undefined,
    secure: boolean,
  ): Promise<{ transport: OutboundTransport; name: string }[]> {
    if (named) return [{ transport: named, name: SRV_NAMES[named] + host }];
    const pointers = (await this.#ask(host, 'NAPTR'))
      .flatMap((record) => (record.type === 'NAPTR' ? [record] : []))
      .filter((record) => record.flags === 's' && SERVICES[record.service] !== undefined)
      // RFC 3263 section 4.1: for a sips URI only what is secure.
      .filter((record) => !secure || record.service === 'SIPS+D2T')
      .sort((a, b) => a.order - b.order || a.preference - b.preference);
    if (pointers.length > 0) {
      return pointers.map((record) => ({ transport: SERVICES[record.service] ?? 'UDP', name: record.replacement }));
    }
    const transports: OutboundTransport[] = secure ? ['TLS'] : ['UDP', 'TCP', 'TLS'];
    return transports.map((transport) => ({ transport, name: SRV_NAMES[transport] + host }));
  }

  /** RFC 2782: lowest priority first; within one, drawn by weight. */
  #ordered(records: readonly DnsRecord[]): { target: string; port: number }[] {
    const left = records.flatMap((record) => (record.type === 'SRV' && record.target !== '' ? [record] : []));
    // Those of weight 0 come first, so that they have a small chance (RFC 2782).
    left.sort((a, b) => a.priority - b.priority || a.weight - b.weight);
    const ordered: { target: string; port: number }[] = [];
    while (left.length > 0) {
      const group = left.filter((record) => record.priority === left[0]?.priority);
      const sum = group.reduce((total, record) => total + record.weight, 0);
      const chosen = drawn(group, this.#random() * sum);
      if (!chosen) break;
      left.splice(left.indexOf(chosen), 1);
      ordered.push({ target: chosen.target, port: chosen.port });
    }
    return ordered;
  }

  /** IPv4 first: the sound of most carriers has nothing else. */
  async #addresses(host: string): Promise<string[]> {
    if (isIP(host) !== 0) return [host];
    // `localhost`, names of the office: not for the name servers of the world.
    if (!host.includes('.') || host.endsWith('.localhost') || host.endsWith('.local')) return this.#dns.system(host);
    const [four, six] = await Promise.all([this.#ask(host, 'A'), this.#ask(host, 'AAAA')]);
    const addresses = [...four, ...six].flatMap((record) => (record.type === 'A' || record.type === 'AAAA' ? [record.address] : []));
    return addresses.length > 0 ? addresses : this.#dns.system(host);
  }

  /** From memory while the TTL lasts; one question at a time for one name. Never rejects. */
  async #ask(name: string, type: DnsType): Promise<DnsRecord[]> {
    const key = `${type} ${name.toLowerCase()}`;
    const known = this.#cache.get(key);
    const now = this.#clock.monotonic();
    if (known && known.until > now) return known.records;
    const asking = this.#asking.get(key);
    if (asking) return asking;
    const question = this.#fetch(key, name, type, known);
    this.#asking.set(key, question);
    return question.finally(() => this.#asking.delete(key));
  }

  async #fetch(key: string, name: string, type: DnsType, known: Known | undefined): Promise<DnsRecord[]> {
    let records: DnsRecord[];
    let ms = NEGATIVE_MS;
    try {
      const answers = await this.#dns.query(name, type);
      records = answers.filter((record) => record.type === type);
      if (records.length > 0) {
        // Over a CNAME the shortest of all that were followed counts.
        ms = Math.min(MAX_TTL_MS, Math.max(MIN_TTL_MS, Math.min(...answers.map((record) => record.ttl)) * 1000));
      }
    } catch {
      // A name server that fails does not take a known trunk away.
      records = known?.records ?? [];
    }
    if (this.#cache.size >= MAX_ENTRIES) this.#cache.clear();
    this.#cache.set(key, { records, until: this.#clock.monotonic() + ms });
    return records;
  }
}

/** The first whose running sum reaches the number drawn (RFC 2782). */
function drawn<T extends { weight: number }>(group: readonly T[], number: number): T | undefined {
  let sum = 0;
  for (const record of group) {
    sum += record.weight;
    if (sum > number) return record;
  }
  return group[0];
}

function portOf(transport: OutboundTransport): number {
  // RFC 3261 section 19.1.2.
  return transport === 'TLS' ? 5061 : 5060;
}

/** What the URI asks for; 'none' for WebSockets, which nobody can be called over. */
function transportOf(uri: SipUri, preferred: OutboundTransport | undefined): OutboundTransport | undefined | 'none' {
  const named = uri.params.get('transport')?.toLowerCase();
  if (named === 'ws' || named === 'wss') return 'none';
  // RFC 3261 section 26.2.2: sips over TCP is TLS, whatever else it says.
  if (uri.scheme === 'sips') return named === undefined && preferred !== 'TLS' ? undefined : 'TLS';
  if (named === 'tls') return 'TLS';
  if (named === 'tcp') return 'TCP';
  if (named === 'udp') return 'UDP';
  return named === undefined ? preferred : 'UDP';
}
