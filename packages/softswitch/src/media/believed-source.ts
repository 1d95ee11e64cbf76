/** What a party has said of where its sound comes from, and where it said so. Addresses as the socket writes them. */
export interface Claims {
  /** Of its SDP; undefined where that is a name or 0.0.0.0. */
  named: string | undefined;
  port: number;
  /** The host its signalling comes from; undefined where nobody knows. */
  signalling: string | undefined;
}

/**
 * How much a source is believed. A source takes over from one of a lower rank, never from one of the same or a higher rank, so that
 * nobody is shut out by somebody who came first.
 */
export const RANK = {
  /** Neither signals nor was named: never heard, never answered. */
  stranger: 0,
  /** A host that neither signals nor was named, but has the keys of the call (SRTP): a phone behind NAT and a proxy. */
  holdsKeys: 1,
  /** The less certain of the two hosts. */
  host: 2,
  /** The host that signals, or that the SDP names by a public address. */
  certainHost: 3,
  /** The very address and port that was named, where that name can be right. */
  named: 4,
} as const;
export type Rank = (typeof RANK)[keyof typeof RANK];

/**
 * A private address in SDP says nothing outside of its network, where anybody may have it: then the host that signals is the certain
 * one. A public address in SDP is the media server of a carrier or proxy: then that one is.
 */
export function rankOf(address: string, port: number, claims: Claims, hasKeys: boolean): Rank {
  const { named, signalling } = claims;
  const isNamed = address === named;
  const isNameCertain = named !== undefined && (signalling === undefined || named === signalling || !isPrivate(named));
  if (isNamed && isNameCertain) return port === claims.port ? RANK.named : RANK.certainHost;
  if (address === signalling) return isNameCertain ? RANK.host : RANK.certainHost;
  if (isNamed) return RANK.host;
  return hasKeys ? RANK.holdsKeys : RANK.stranger;
}

/** Addresses that mean something inside a network only: RFC 1918, RFC 6598, loopback, link-local; RFC 4193 and 4291 for IPv6. */
export function isPrivate(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (plain.includes(':')) return /^(f[cd]|fe[89ab])/i.test(plain) || plain === '::1';
  const [a = 0, b = 0] = plain.split('.').map(Number);
  return (
    a === 10 ||
    a === 127 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254)
  );
}
