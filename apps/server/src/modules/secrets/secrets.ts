import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash, verify } from '@node-rs/argon2';
import { writeWhole } from '@zuoxi/kit';

/** The key and the database do not belong together; the message is one sentence for the operator. */
export class SecretKeyError extends Error {}

/** Encrypts what must be read again (SIP passwords): AES-256-GCM, `v1.<iv>.<tag>.<ciphertext>` in base64url. */
export interface SecretBox {
  seal(plain: string): string;
  open(sealed: string): string;
  /** A mark (HMAC-SHA256, 64 hexadecimal digits) that only this installation can put on a text. */
  sign(text: string): string;
}

const KEY_BYTES = 32;

/** The installation's key lives beside the data, readable by the owner only. `mayMake`: a missing one is made. Throws a `SecretKeyError`. */
export async function loadSecretBox(dataDir: string, mayMake = true): Promise<SecretBox> {
  const path = join(dataDir, 'secret.key');
  await mkdir(dataDir, { recursive: true });
  // Whole or not at all; and of two processes that start at once, one writes the key and both read it.
  if (mayMake) await writeWhole(path, randomBytes(KEY_BYTES), { mode: 0o600, onlyNew: true });
  const key = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new SecretKeyError(
      `${path} is missing, and without it the passwords of phones and trunks in the database cannot be read: put it back from the backup of the data folder that belongs to this database.`,
    );
  });
  if (key.length !== KEY_BYTES) throw new SecretKeyError(`${path} is not whole: put it back from the backup.`);
  // A key of its own: nothing that is signed says anything of what is sealed.
  const signing = Buffer.from(hkdfSync('sha256', key, '', 'zuoxi signatures', 32));
  return {
    sign: (text) => createHmac('sha256', signing).update(text).digest('hex'),
    seal(plain) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return ['v1', iv, cipher.getAuthTag(), sealed]
        .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
        .join('.');
    },
    open(sealed) {
      const [version, iv, tag, body] = sealed.split('.');
      if (version !== 'v1' || !iv || !tag || body === undefined) throw new Error('not a sealed secret');
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'));
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8');
    },
  };
}

/** argon2id with the library's defaults (19 MiB, 2 passes: OWASP's recommendation). */
export const hashPassword = (password: string): Promise<string> => hash(password);
export const verifyPassword = (stored: string, password: string): Promise<boolean> => verify(stored, password);

/** Tokens are random, so a plain hash is enough to keep them out of the database. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url');

const READABLE = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** A password people may have to type into a phone: no letters that look alike. */
export function readablePassword(length = 16): string {
  return Array.from(randomBytes(length), (byte) => READABLE[byte % READABLE.length]).join('');
}
