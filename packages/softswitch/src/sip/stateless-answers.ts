import { createHmac, randomBytes } from 'node:crypto';
import type { Flow } from './flow.ts';
import { type SipRequest, serialise } from './message.ts';
import { buildResponse } from './response.ts';

/** RFC 3261 section 8.2.7: answers that leave nothing behind, for those who have not said who they are and for what is broken. */
export class StatelessAnswers {
  readonly #secret = randomBytes(16);

  /** `may`: whether that many bytes may be sent there. */
  send(
    request: SipRequest,
    status: number,
    back: Flow,
    headers: readonly (readonly [string, string])[] = [],
    may: (bytes: number) => boolean = () => true,
  ): void {
    const wire = serialise(buildResponse(request, status, { toTag: this.#tagFor(request), headers }));
    if (may(wire.length)) back.send(wire);
  }

  /** The same for each copy of the request, and nobody else can make it. */
  #tagFor(request: SipRequest): string {
    return createHmac('sha256', this.#secret)
      .update(`${request.via?.params.get('branch') ?? ''}|${request.callId}|${request.headers.get('cseq')}`)
      .digest('hex')
      .slice(0, 12);
  }
}
