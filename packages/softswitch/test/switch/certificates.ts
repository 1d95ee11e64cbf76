import { generateKeyPairSync, sign } from 'node:crypto';

export interface TestCertificate {
  key: string;
  cert: string;
}

/** One element of DER (X.690): tag, length, contents. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  return Buffer.concat([Buffer.from([tag, 0x82, body.length >> 8, body.length & 0xff]), body]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), der(0x04, value));

/** A certificate that vouches for itself, for these names (RFC 5280 section 4.1), good until 2049. */
export async function certificateFor(
  names: { dns?: string[]; ip?: string[]; uri?: string[] },
  commonName = 'test',
): Promise<TestCertificate> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))));
  const alternatives = [
    ...(names.dns ?? []).map((text) => der(0x82, Buffer.from(text))),
    ...(names.uri ?? []).map((text) => der(0x86, Buffer.from(text))),
    ...(names.ip ?? []).map((text) => der(0x87, Buffer.from(text.split('.').map(Number)))),
  ];
  const extensions = [extension('551d13', sequence(der(0x01, Buffer.from([0xff]))))];
  if (alternatives.length > 0) extensions.push(extension('551d11', sequence(...alternatives)));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z'))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const certificate = sequence(body, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), sign('sha256', body, privateKey)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  };
}
