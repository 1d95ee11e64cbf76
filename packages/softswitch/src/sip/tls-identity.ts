import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';

/** `URI:sip:a.example, DNS:b.example, IP Address:192.0.2.1` as Node writes it; values with a comma are in JSON quotes. */
function alternativeNames(text: string): { kind: string; value: string }[] {
  const names: { kind: string; value: string }[] = [];
  for (const match of text.matchAll(/(DNS|URI|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g)) {
    names.push({ kind: match[1] ?? '', value: (match[2] ?? '').trim() });
  }
  return names;
}

/** `*.example.com` for one label only (RFC 6125 section 6.4.3). */
function fitsWildcard(pattern: string, domain: string): boolean {
  if (!pattern.startsWith('*.')) return false;
  const dot = domain.indexOf('.');
  return dot > 0 && domain.slice(dot) === pattern.slice(1);
}

/**
 * RFC 5922 section 7.2: is this the certificate of that SIP domain? The domain is the one of the URI that was dialled, not a
 * name that DNS gave for it. `sip:` URIs among the alternative names count first, then DNS names; the common name only
 * when there are no alternative names. Wildcards are refused by section 7.2, and let through only where asked for
 * (`allow_wildcard_certs`).
 */
export function isCertificateOf(
  certificate: Pick<PeerCertificate, 'subject' | 'subjectaltname'>,
  domain: string,
  wildcards: boolean,
): boolean {
  const wanted = domain.toLowerCase();
  const fits = (name: string): boolean => name.toLowerCase() === wanted || (wildcards && fitsWildcard(name.toLowerCase(), wanted));
  const names = alternativeNames(certificate.subjectaltname ?? '');
  if (isIP(domain) !== 0) return names.some(({ kind, value }) => kind === 'IP Address' && value.toLowerCase() === wanted);
  const uris = names.flatMap(({ kind, value }) => (kind === 'URI' ? (/^sip:([^@;?]+)$/i.exec(value)?.[1] ?? []) : []));
  if (uris.length > 0) return uris.some((uri) => uri.toLowerCase() === wanted);
  const hosts = names.filter(({ kind }) => kind === 'DNS');
  if (hosts.length > 0) return hosts.some(({ value }) => fits(value));
  const common = certificate.subject?.CN;
  return names.length === 0 && typeof common === 'string' && fits(common);
}
