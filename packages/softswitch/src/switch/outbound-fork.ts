import type { Timer } from '@zuoxi/kit';
import type { ClientTransaction, Flow, ProvisionalOrder, SipRequest } from '../sip/index.ts';
import type { SessionRefresh } from './session-refresh.ts';
import type { LinkUser, SipLink } from './sip-link.ts';

/** One place the called party may be. */
export interface Target {
  uri: string;
  flow: Flow;
  symmetric: boolean;
  /** A proxy all its requests go through, as a Route value. */
  route?: string;
  /** There is another place to try when this one does not answer, answers 503, or cannot be connected to (RFC 3263 section 4.3). */
  hasNext?: boolean;
  next?(): Target | undefined;
}

/** One of those who answer an INVITE: a proxy may have sent it on to several, each with a tag of its own. */
export interface Branch {
  link: SipLink;
  order: ProvisionalOrder;
  /** What it answered in a reliable response; what its 2xx repeats says nothing new. */
  answer: string | undefined;
  /** What it answered last in any response; stands when its 2xx brings nothing. */
  early: string;
  /** Sends the ACK of its 2xx again. */
  ackAgain: (() => void) | undefined;
  isAccepted: boolean;
}

export interface Fork {
  target: Target;
  transaction: ClientTransaction | undefined;
  request: SipRequest;
  provisional: boolean;
  cancelled: boolean;
  cancelSent: boolean;
  challenged: boolean;
  /** By remote tag. */
  branches: Map<string, Branch>;
  /** Its session timer, until a dialog has it: a 422 raises it. */
  refresh: SessionRefresh;
  /** The final failure. */
  failure: number | undefined;
  reason: number | undefined;
  /** Another server of the same trunk was tried instead. */
  superseded: boolean;
  /** Runs while nothing at all was heard and there is another server. */
  patience: Timer | undefined;
}

/** Which failure speaks for all forks: a refusal by the person outweighs a phone that is away (RFC 3261 section 16.7 step 6). */
function weight(status: number): number {
  if (status >= 600) return 4;
  if (status === 486) return 3;
  if (status === 408 || status === 480 || status === 503) return 1;
  return 2;
}

/** The first of the heaviest; undefined of none. */
export function speaksForAll(forks: readonly Fork[]): Fork | undefined {
  let worst: Fork | undefined;
  for (const fork of forks) if (!worst || weight(fork.failure ?? 0) > weight(worst.failure ?? 0)) worst = fork;
  return worst;
}

/** Who hears of a dialog that is not, or not yet, the call's. */
export const NOBODY: LinkUser = { onRemoteBye: () => {}, onHold: () => {}, onDtmf: () => {}, onLost: () => {}, onRefer: () => {} };
