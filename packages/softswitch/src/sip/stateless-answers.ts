import { createHmac, randomBytes } from 'node:crypto';
import type { Flow } from './flow.ts';
import { type SipRequest, serialise } from './message.ts';
import { buildResponse } from './response.ts';

/** RFC 3261 section 8.2.7: answers that leave nothing behind, for those who have not said who they are and for what is broken. */
export class StatelessAnswers {
  readonly #secret = randomBytes(16);

  send(request: SipRequest, status: number, back: Flow, headers: readonly (readonly [string, string])[] = []): void {
    back.send(serialise(buildResponse(request, status, { toTag: this.#tagFor(request), headers })));
  }

  /** The same for each copy of the request, and nobody else can make it. */
  #tagFor(request: SipRequest): string {
    return createHmac('sha256', this.#secret)
      .update(`${request.via?.params.get('branch') ?? ''}|${request.callId}|${request.headers.get('cseq')}`)
      .digest('hex')
      .slice(0, 12);
  }
}
