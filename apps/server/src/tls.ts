import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '@zuoxi/kit';
import { generate } from 'selfsigned';

export interface Certificate {
  key: string;
  cert: string;
}

const YEARS = 10;

/** The files are there and cannot be used; the message is one sentence for the operator. */
export class CertificateError extends Error {}

/** The installation's own certificate, made once; browsers give a microphone only to https (or localhost). */
export async function loadCertificate(dataDir: string): Promise<Certificate> {
  const keyPath = join(dataDir, 'https.key');
  const certPath = join(dataDir, 'https.crt');
  const [key, cert] = await Promise.all([readIfThere(keyPath), readIfThere(certPath)]);
  if (key !== undefined && cert !== undefined) {
    if (!belongTogether(key, cert)) {
      throw new CertificateError(
        `${certPath} and ${keyPath} are not a certificate and its private key, both PEM: put the right ones there, or delete both and new ones are made.`,
      );
    }
    return { key, cert };
  }
  const made = await makeCertificate();
  // Killed in between, one of the two is missing and both are made again: never a pair that does not belong together.
  await rm(certPath, { force: true });
  await writeWhole(keyPath, made.key, { mode: 0o600 });
  await writeWhole(certPath, made.cert, { mode: 0o644 });
  return made;
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CertificateError(`${path} cannot be read: ${error.message}`);
  });
}

function belongTogether(key: string, cert: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
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
