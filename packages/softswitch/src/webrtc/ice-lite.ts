import { randomBytes } from 'node:crypto';
import { classes, Message, methods, parseMessage } from 'werift';

/** RFC 7675 section 5.1: consent expires 30 s after the last valid request. */
export const CONSENT_MS = 30_000;
/** Retransmitted checks of a browser that restarts ICE still use the former credentials for a while. */
const MAX_CREDENTIALS = 3;

export interface Address {
  address: string;
  port: number;
}

interface Credentials {
  ufrag: string;
  password: string;
}

export interface IceReply {
  /** Send this back to where the request came from; undefined: not for us, drop it. */
  response: Buffer | undefined;
  /** The request proved that the other side knows our password, so the address it came from is theirs. */
  valid: boolean;
  /** The other side has chosen this way (USE-CANDIDATE). */
  nominated: boolean;
}

const IGNORED: IceReply = { response: undefined, valid: false, nominated: false };

function newCredentials(): Credentials {
  return { ufrag: randomBytes(6).toString('base64url'), password: randomBytes(18).toString('base64url') };
}

/**
 * ICE-lite (RFC 8445 section 2.5): a server that is reachable at what it tells needs no checks of its own. It answers
 * those of the browser and takes the way the browser nominates. mDNS names and NAT do not matter: whatever
 * address a valid check comes from is the right one.
 */
export class IceLite {
  /** Newest first. */
  #credentials: Credentials[] = [newCredentials()];

  get local(): Credentials {
    return this.#credentials[0] ?? newCredentials();
  }

  /** The other side restarts ICE: RFC 8445 section 9 wants new credentials of ours too. */
  restart(): void {
    this.#credentials = [newCredentials(), ...this.#credentials].slice(0, MAX_CREDENTIALS);
  }

  /** Never throws. */
  handle(packet: Buffer, from: Address, remoteUfrag: string): IceReply {
    try {
      return this.#handle(packet, from, remoteUfrag);
    } catch {
      return IGNORED;
    }
  }

  #handle(packet: Buffer, from: Address, remoteUfrag: string): IceReply {
    const unverified = parseMessage(packet);
    if (!unverified || unverified.messageClass !== classes.REQUEST || unverified.messageMethod !== methods.BINDING) return IGNORED;
    const [localUfrag, theirs] = String(unverified.getAttributeValue('USERNAME') ?? '').split(':');
    const credentials = this.#credentials.find((known) => known.ufrag === localUfrag);
    if (!credentials || theirs !== remoteUfrag) return IGNORED;
    const key = Buffer.from(credentials.password, 'utf8');
    const request = parseMessage(packet, key);
    if (!request) return IGNORED;
    if (request.attributesKeys.includes('ICE-CONTROLLED')) {
      // RFC 8445 section 7.3.1.1: a lite agent is always the controlled one.
      return { response: this.#error(request, key), valid: true, nominated: false };
    }
    const response = new Message(methods.BINDING, classes.RESPONSE, request.transactionId)
      .setAttribute('XOR-MAPPED-ADDRESS', [from.address, from.port])
      .addMessageIntegrity(key)
      .addFingerprint().bytes;
    return { response, valid: true, nominated: request.attributesKeys.includes('USE-CANDIDATE') };
  }

  #error(request: Message, key: Buffer): Buffer {
    return new Message(methods.BINDING, classes.ERROR, request.transactionId)
      .setAttribute('ERROR-CODE', [487, 'Role Conflict'])
      .addMessageIntegrity(key)
      .addFingerprint().bytes;
  }
}
