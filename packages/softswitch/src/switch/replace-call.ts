import { cause } from '@zuoxi/ari';
import { type IncomingInvite, parseReplaces } from '../sip/index.ts';
import type { Channel } from './channel.ts';
import type { SwitchContext } from './context.ts';
import { InboundCall } from './inbound-call.ts';
import { replacedChannel } from './transfer.ts';

/**
 * An INVITE that takes the place of a call (RFC 3891): a phone completes a transfer whose target it is. The new channel enters the
 * application of the old one, as res_pjsip_refer and stasis_bridge.c do it: when the old one is in a bridge it takes its place there
 * and the old one stays with the application, which decides what becomes of it; when it is in none, it is ended.
 */
export async function replaceCall(context: SwitchContext, invite: IncomingInvite): Promise<void> {
  const old = toReplace(context, invite);
  if (typeof old === 'number') {
    context.stack.respond(invite.transaction, old);
    return;
  }
  const call = new InboundCall(context, invite);
  const channel = await call.prepare();
  if (!channel) return;
  const { channels, bridges } = context;
  const { app, bridge } = old;
  if (old.ending || app === undefined) {
    void channels.hangup(channel, cause.interworking, { cause: cause.interworking });
    return;
  }
  await call.answer();
  channels.enterApp(channel, app, [], old);
  if (bridge) {
    bridges.leave(old);
    await bridges.add(bridge, channel).catch((error: unknown) => {
      context.logger.warn({ err: error, channel: channel.name }, 'a call could not take the place of another');
    });
    return;
  }
  old.driver.hangup(cause.normalClearing);
  await channels.end(old, cause.normalClearing, undefined);
}

/** The channel, or the status of a refusal: pjsip_replaces_verify_request, RFC 3891 section 3. */
function toReplace(context: SwitchContext, invite: IncomingInvite): Channel | 400 | 403 | 481 | 486 | 603 {
  const { request, endpoint } = invite;
  // Section 11: who takes a call over must have said who he is; a carrier's address says it of nobody.
  if (invite.identifiedBy !== 'digest') return 403;
  const values = request.headers.all('replaces');
  const replaces = values.length === 1 ? parseReplaces(values[0] ?? '') : undefined;
  if (!replaces || request.headers.has('join')) return 400;
  const old = replacedChannel(context, replaces, endpoint);
  if (!old?.link) return 481;
  if (old.ending) return 603;
  // Section 3: an early dialog only when we began it. We tell nobody of those (no dialog-info), so nobody asks for one in earnest.
  if (!old.link.isConfirmed || old.app === undefined) return 481;
  return replaces.earlyOnly ? 486 : old;
}
