import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';

const LIMIT_MS = 2000;

/** The addresses of a carrier's server. What cannot be found out in time has none: saving a trunk must not hang on a name server. */
export async function serverAddresses(host: string): Promise<string[]> {
  if (host === '') return [];
  if (isIP(host) !== 0) return [host];
  const resolver = new dns.Resolver({ timeout: LIMIT_MS, tries: 1 });
  const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return found.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}
