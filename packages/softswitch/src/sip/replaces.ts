import { isTelUri, numberOfUri } from './telephone-number.ts';
import { escapeUser, parseParams, parseUri, type SipUri } from './uri.ts';

/** `Replaces: call-id;to-tag=x;from-tag=y` (RFC 3891 section 6.1). Tags are those of the one who is asked. */
export interface Replaces {
  callId: string;
  /** Our tag of the dialog. */
  toTag: string;
  fromTag: string;
  earlyOnly: boolean;
}

/** Undefined when it cannot be read: 400. */
export function parseReplaces(value: string): Replaces | undefined {
  const semicolon = value.indexOf(';');
  const callId = (semicolon < 0 ? value : value.slice(0, semicolon)).trim();
  const params = semicolon < 0 ? undefined : parseParams(value.slice(semicolon));
  const toTag = params?.get('to-tag');
  const fromTag = params?.get('from-tag');
  if (callId === '' || /\s/.test(callId) || !toTag || !fromTag) return undefined;
  return { callId, toTag, fromTag, earlyOnly: params?.has('early-only') ?? false };
}

export interface ReferTarget {
  uri: SipUri;
  /** As it stands; `parseReplaces` reads it. */
  replaces: string | undefined;
}

/** The target of a Refer-To (RFC 3515 section 2.1) and the Replaces that stands in it. Undefined for other schemes and for nonsense. */
export function referTargetOf(uriText: string): ReferTarget | undefined {
  // Not every phone escapes the @ of a Call-ID in the headers.
  const question = uriText.indexOf('?', uriText.indexOf('@') + 1);
  const plain = question < 0 ? uriText : uriText.slice(0, question);
  const uri = isTelUri(plain) ? sipUriOf(plain) : parseUri(plain);
  if (!uri) return undefined;
  let replaces: string | undefined;
  for (const header of (question < 0 ? '' : uriText.slice(question + 1)).split('&')) {
    const [name = '', value = ''] = splitOnce(header);
    if (name.toLowerCase() === 'replaces') replaces = decoded(value);
  }
  // Some phones write it as a parameter of the URI.
  const parameter = uri.params.get('replaces');
  return { uri, replaces: replaces ?? (parameter === undefined ? undefined : decoded(parameter)) };
}

/** RFC 3261 section 19.1.6; the host says nothing, a number is looked up by us. */
const sipUriOf = (tel: string): SipUri | undefined => parseUri(`sip:${escapeUser(numberOfUri(tel))}@localhost`);

function splitOnce(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
