import type { Channel } from './channel.ts';

/** The event packages that are served: RFC 3842 (message-summary), RFC 4235 (dialog), RFC 3856 (presence). */
export const EVENT_PACKAGES = ['dialog', 'message-summary', 'presence'] as const;

export type EventPackage = (typeof EVENT_PACKAGES)[number];

export const ALLOW_EVENTS = EVENT_PACKAGES.join(', ');

/** What each is told in. */
export const BODY_TYPE: Readonly<Record<EventPackage, string>> = {
  dialog: 'application/dialog-info+xml',
  'message-summary': 'application/simple-message-summary',
  presence: 'application/pidf+xml',
};

export function eventPackageOf(event: string | undefined): EventPackage | undefined {
  const name = event?.split(';')[0]?.trim().toLowerCase();
  return EVENT_PACKAGES.find((known) => known === name);
}

/** RFC 6665 section 8.2.1: a token, and parameters that are tokens. What is not is never written into a NOTIFY. */
const EVENT = /^[\w.!%*+`'~-]+(?:\s*;\s*[\w.!%*+`'~-]+(?:\s*=\s*[\w.!%*+`'~-]+)?)*$/;

export const isReadableEvent = (event: string): boolean => EVENT.test(event.trim());

/** What tells subscriptions of one dialog apart. */
export const eventIdOf = (event: string | undefined): string | undefined => /;\s*id\s*=\s*([^;\s]+)/i.exec(event ?? '')?.[1];

/** Messages of one mailbox. */
export interface Mailbox {
  newMessages: number;
  oldMessages: number;
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? '&apos;');

/** RFC 4235 section 4.1: always the full state. Who the other party is, is theirs to know. */
export function dialogInfo(entity: string, version: number, channels: readonly Channel[]): string {
  const dialogs = channels.map(({ id, isOutgoing, state }) => {
    const direction = isOutgoing ? 'recipient' : 'initiator';
    const word = state === 'Up' ? 'confirmed' : state === 'Down' ? 'trying' : 'early';
    return `<dialog id="${escapeXml(id)}" direction="${direction}"><state>${word}</state></dialog>`;
  });
  const attributes = `xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="full" entity="${escapeXml(entity)}"`;
  return `${XML}\r\n<dialog-info ${attributes}>${dialogs.join('')}</dialog-info>\r\n`;
}

/** RFC 3863, with the word for people that desk phones show. */
export function presenceInfo(entity: string, isOnline: boolean, isBusy: boolean): string {
  const note = isBusy ? 'On the phone' : isOnline ? 'Ready' : 'Unavailable';
  const tuple = `<tuple id="phone"><status><basic>${isOnline ? 'open' : 'closed'}</basic></status></tuple>`;
  const namespace = 'xmlns="urn:ietf:params:xml:ns:pidf"';
  return `${XML}\r\n<presence ${namespace} entity="${escapeXml(entity)}">${tuple}<note>${note}</note></presence>\r\n`;
}

/** RFC 3842 section 5.2. */
export function messageSummary(account: string, { newMessages, oldMessages }: Mailbox): string {
  const lines = [
    `Messages-Waiting: ${newMessages > 0 ? 'yes' : 'no'}`,
    `Message-Account: ${account}`,
    `Voice-Message: ${newMessages}/${oldMessages} (0/0)`,
  ];
  return `${lines.join('\r\n')}\r\n`;
}
