import { cause as q850 } from '@zuoxi/ari';
import { endByCaller, hungUp } from '../../parts/sides.ts';
import { RefusedError } from '../../port/refusal.ts';
import { isLost } from '../../rules/causes.ts';
import { endCall, interrupt } from '../../rules/end-call.ts';
import type { LegRules, Phase } from '../../rules/step.ts';
import type { CallIn } from '../../world/call.ts';
import type { ConsultedLeg, ReturningLeg, SecondLineLeg, SupervisorLeg, TransferLeg } from '../../world/leg.ts';
import { customerLegOf, secondLineOf, transferOf } from '../../world/legs.ts';
import { agentLost, agentReturned, bringToNewPage, giveUpDeadContact, giveUpReturn, returnFailed, ringAgain } from './absence.ts';
import { consultAnswered, consultedGone, consultedHungUp, endConsult, ringConsultedAgain } from './consult.ts';
import { customerLeaves, othersGoOn } from './customer-left.ts';
import { agentHangsUp } from './leaving.ts';
import { supervisorAnswered } from './supervise.ts';
import { endSupervision, ringSupervisorAgain, supervisorLost } from './supervision.ts';
import { muteAgent, muteLeg, mutePeer, sendDigits } from './talk.ts';
import { transferAnswered, transferFailed, transferGone, transferorLeft } from './transfer.ts';

// Who has the customer: consultation, transfer, supervision and absence are one matter.

export const talking: Phase<CallIn<'talking'>> = {
  gone(step, call, leg, cause) {
    if (leg.role === 'agent') {
      if (transferOf(call)) transferorLeft(step, call);
      else if (isLost(cause)) agentLost(step, call);
      else agentHangsUp(step, call, { channelId: leg.channelId, cause });
    } else if (othersGoOn(call)) customerLeaves(step, call, endByCaller(step, call, cause).endedBy, leg.channelId);
    else hungUp(step, call, leg, cause);
  },
  missing(step, call, leg, heardAt) {
    if (leg.role === 'agent' && transferOf(call)) transferorLeft(step, call);
    // Without the customer nobody waits for the agent, and an outside number does not come back.
    else if (leg.role === 'agent' && customerLegOf(call) && call.agentId !== null) agentLost(step, call);
    else interrupt(step, call, heardAt, leg.channelId);
  },
  ownerHangsUp(step, call, leg) {
    if (leg.role === 'customer') customerLeaves(step, call, 'agent');
    else if (transferOf(call)) step.command(call, { do: 'hangup', channelId: leg.channelId, reason: 'normal' });
    else agentHangsUp(step, call);
  },
  ownerMutes(step, call, leg, on) {
    if (leg.role === 'agent') muteAgent(step, call, on);
    else mutePeer(step, call, on);
  },
  reclaim(step, call, leg) {
    if (leg.role === 'customer') throw new RefusedError('panel.noCall');
    bringToNewPage(step, call, leg.channelId);
  },
  sendDigits,
  timeUp: (step, call) => endCall(step, call, { reason: 'failed', endedBy: 'system' }),
};

export const returning: LegRules<ReturningLeg> = {
  answered: agentReturned,
  gone: (step, call, _, cause) => returnFailed(step, call, cause),
  timeUp: giveUpReturn,
  ownerHangsUp: (step, call) => agentHangsUp(step, call),
  ownerMutes: (step, call, _, on) => muteAgent(step, call, on),
  reclaim(step, call) {
    if (secondLineOf(call)) throw new RefusedError('panel.noCall');
    ringAgain(step, call);
  },
  phoneBack(step, call, leg) {
    giveUpDeadContact(step, call, leg);
    ringAgain(step, call);
  },
  impossible: giveUpReturn,
};

export const transfer: LegRules<TransferLeg> = {
  answered: transferAnswered,
  gone: transferGone,
  timeUp: (step, call) => transferFailed(step, call, { reason: 'noAnswer', cause: q850.noAnswer }, false),
  ownerHangsUp: (step, call) => transferFailed(step, call, { reason: 'rejected', cause: q850.callRejected }, false),
  impossible: (step, call, _, reason) => transferFailed(step, call, { reason }, false),
};

export const consulted: LegRules<ConsultedLeg> = {
  answered: consultAnswered,
  gone: (step, call, _, cause) => consultedGone(step, call, cause),
  timeUp: (step, call) => endConsult(step, call, 'noAnswer'),
  ownerHangsUp: consultedHungUp,
  impossible: (step, call, _, reason) => endConsult(step, call, reason),
  ownerMutes(step, call, leg, on) {
    if (leg.state !== 'up') throw new RefusedError('panel.notAnswered');
    muteLeg(step, call, leg, on);
  },
  reclaim: ringConsultedAgain,
};

export const secondLine: LegRules<SecondLineLeg> = {
  gone: (step, call, { channelId }) => endConsult(step, call, 'cancelled', channelId),
};

export const supervisor: LegRules<SupervisorLeg> = {
  answered: supervisorAnswered,
  gone(step, call, leg, cause) {
    if (isLost(cause)) supervisorLost(step, call, leg);
    else endSupervision(step, call, leg, leg.channelId);
  },
  timeUp: (step, call, leg) => endSupervision(step, call, leg),
  ownerHangsUp: (step, call, leg) => endSupervision(step, call, leg),
  ownerMutes(step, call, leg, on) {
    if (leg.mode === 'listen') throw new RefusedError('panel.notAnswered');
    muteLeg(step, call, leg, on);
  },
  reclaim: ringSupervisorAgain,
  phoneBack(step, call, leg) {
    if (leg.state === 'lost') ringSupervisorAgain(step, call, leg);
  },
};
