import { type IncomingInvite, numberOfUri } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';
import { callerOf } from './identity.ts';

/** So many rounds a call may make through us and a carrier. */
const MAX_ROUNDS = 3;

/**
 * A call we send to a carrier comes back from it, forwarded to a number of ours that forwards it again: each round is a new call
 * with a new Call-ID and new Vias, so that neither tells. What tells is that somebody calls the same number in the name in which
 * we are calling out, as often at the same time as we are.
 */
export function isForwardLoop(context: SwitchContext, invite: IncomingInvite): boolean {
  const { channels, config } = context;
  const endpoint = config.get('endpoint', invite.endpoint);
  if (invite.identifiedBy !== 'address' || !endpoint) return false;
  const { number } = callerOf(invite.request, endpoint);
  if (number === '') return false;
  const exten = numberOfUri(invite.request.uri) || 's';
  let came = 0;
  let went = 0;
  for (const channel of channels.list()) {
    if (channel.caller.number !== number) continue;
    if (channel.isOutgoing) went++;
    else if (channel.dialplan.exten === exten) came++;
  }
  return came >= MAX_ROUNDS && went >= MAX_ROUNDS;
}
