import { MASTER_KEY, MASTER_SALT, type SrtpProfile } from './srtp.ts';

/** Keys in SDP, RFC 4568: `a=crypto:<tag> <suite> inline:<key and salt>[|lifetime][|MKI:length]`. */
export interface SdesCrypto {
  tag: number;
  suite: SrtpProfile;
  key: Buffer;
  salt: Buffer;
}

/** Best first. */
export const SUITES: readonly SrtpProfile[] = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'];

/**
 * Undefined for what is not spoken here: other suites, a master key identifier, several keys, and session parameters that
 * change what goes over the wire (section 6.3; WSH is only a hint).
 */
export function parseCrypto(value: string): SdesCrypto | undefined {
  const [tag = '', suite = '', keys = '', ...parameters] = value.trim().split(/\s+/);
  const profile = SUITES.find((known) => known === suite);
  if (!/^\d{1,9}$/.test(tag) || !profile || parameters.some((parameter) => !/^WSH=\d+$/.test(parameter))) return undefined;
  const inline = /^inline:([A-Za-z0-9+/=]{40,44})(?:\|(?:2\^)?\d{1,15})?$/.exec(keys)?.[1];
  const bytes = Buffer.from(inline ?? '', 'base64');
  if (bytes.length !== MASTER_KEY + MASTER_SALT) return undefined;
  return { tag: Number(tag), suite: profile, key: bytes.subarray(0, MASTER_KEY), salt: bytes.subarray(MASTER_KEY) };
}

export function cryptoLine({ tag, suite, key, salt }: SdesCrypto): string {
  return `crypto:${tag} ${suite} inline:${Buffer.concat([key, salt]).toString('base64')}`;
}
