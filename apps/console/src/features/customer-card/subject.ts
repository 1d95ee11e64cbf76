import type { PanelState } from '@zuoxi/contract';
import type { Draft } from './drafts.ts';

/** Whom the card is about. */
export interface Subject {
  /** As the carrier gave it. */
  number: string;
  /** What is known before the card is. */
  name: string | null;
  callId: string | null;
  /** After the answer, and on calls one makes oneself (PAN-8). */
  mayEdit: boolean;
}

/** The present call's customer, and until the end of the wrap-up the last one's; null for who hides his number, too. */
export function subjectOf({ call, wrapUp }: PanelState): Subject | null {
  if (call) {
    if (call.customerNumber === '') return null;
    const mayEdit = call.phase !== 'ringing' || call.direction === 'outbound';
    return { number: call.customerNumber, name: call.customerName, callId: call.callId, mayEdit };
  }
  if (!wrapUp || wrapUp.customerNumber === '') return null;
  return { number: wrapUp.customerNumber, name: wrapUp.customerName, callId: wrapUp.callId, mayEdit: true };
}

/** Whose text was not saved while his call was there. */
export function subjectOfDraft({ number, name, callId }: Draft): Subject {
  return { number, name, callId, mayEdit: true };
}
