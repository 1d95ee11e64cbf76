import type { PanelState } from '@zuoxi/contract';
import type { Draft } from './drafts.ts';

/** Whom the card is about. */
export interface Subject {
  /** As the carrier gave it. */
  number: string;
  /** What is known before the card is. */
  name: string | null;
  /** A colleague, or a queue: by an own phone, not by the number alone. */
  internal: boolean;
  callId: string | null;
  /** After the answer, and on calls one makes oneself (PAN-8). */
  mayEdit: boolean;
}

/** The present call's customer, and until the end of the wrap-up the last one's; null for who hides his number, too. */
export function subjectOf({ call, wrapUp }: PanelState): Subject | null {
  if (call) {
    if (call.customerNumber === '') return null;
    const mayEdit = call.phase !== 'ringing' || call.direction === 'outbound';
    return { number: call.customerNumber, name: call.customerName, internal: call.internal, callId: call.callId, mayEdit };
  }
  if (!wrapUp || wrapUp.customerNumber === '') return null;
  const { customerNumber: number, customerName: name, internal, callId } = wrapUp;
  return { number, name, internal, callId, mayEdit: true };
}

/** Whose text was not saved while his call was there. */
export function subjectOfDraft({ number, name, callId }: Draft): Subject {
  return { number, name, internal: false, callId, mayEdit: true };
}
