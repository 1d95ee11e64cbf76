import { readFile, writeFile } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
  key: string;
  cert: string;
}

const YEARS = 10;

/** The installation's own certificate, made once; browsers give a microphone only to https (or localhost). */
export async function loadCertificate(dataDir: string): Promise<Certificate> {
  const keyPath = join(dataDir, 'https.key');
  const certPath = join(dataDir, 'https.crt');
  try {
    return { key: await readFile(keyPath, 'utf8'), cert: await readFile(certPath, 'utf8') };
  } catch {
    const made = await makeCertificate();
    await writeFile(keyPath, made.key, { mode: 0o600 });
    await writeFile(certPath, made.cert);
    return made;
  }
}

async function makeCertificate(): Promise<Certificate> {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address.split('%')[0] ?? ''));
  const notAfterDate = new Date();
  notAfterDate.setFullYear(notAfterDate.getFullYear() + YEARS);
  const made = await generate([{ name: 'commonName', value: hostname() }], {
    keyType: 'ec',
    notAfterDate,
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: hostname() },
          ...[...new Set(addresses)].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
