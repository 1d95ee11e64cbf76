import { cause as q850 } from '@zuoxi/ari';
import { closeOffer } from '../../parts/offers.ts';
import type { LegRules, Phase } from '../../rules/step.ts';
import type { CallIn } from '../../world/call.ts';
import type { OfferLeg } from '../../world/leg.ts';
import { offersOf } from '../../world/legs.ts';
import { offerAnswered, offeredPhoneGone, offerFailed, offersTaken, ringOfferAgain } from './offer.ts';
import { enqueue, waitedTooLong } from './queue.ts';
import { toldWaiting, waitingKey, waitingTimePassed } from './waiting.ts';

export const offer: LegRules<OfferLeg> = {
  answered: offerAnswered,
  gone: offeredPhoneGone,
  timeUp: (step, call, leg) => offerFailed(step, call, leg, q850.subscriberAbsent),
  dropped: (step, call, leg, isGone) => closeOffer(step, call, leg, 'callerGone', isGone ? leg.channelId : undefined),
  ownerHangsUp: (step, call, leg) => offerFailed(step, call, leg, q850.callRejected, false),
  reclaim: ringOfferAgain,
  impossible: (step, call, leg) => offerFailed(step, call, leg, q850.subscriberAbsent, leg.state === 'lost'),
  phoneBack(step, call, leg) {
    if (leg.state === 'lost') ringOfferAgain(step, call, leg);
  },
  takenBy: (step, call, _, by) => offersTaken(step, call, by),
};

export const greeting: Phase<CallIn<'greeting'>> = {
  timeUp: enqueue,
  heard: enqueue,
  abandoned: () => ({ reason: 'abandonedInGreeting', endedBy: 'customer' }),
};

export const queued: Phase<CallIn<'queued'>> = {
  timeUp: waitedTooLong,
  timePassed: waitingTimePassed,
  heard: toldWaiting,
  key: waitingKey,
  abandoned: () => ({ reason: 'abandonedInQueue', endedBy: 'customer' }),
};

export const ringing: Phase<CallIn<'ringing'>> = {
  timeUp(step, call) {
    for (const leg of offersOf(call)) offerFailed(step, call, leg, q850.noAnswer, false);
  },
  heard: toldWaiting,
  // While a phone rings the caller is as good as through: keys mean nothing.
  abandoned: () => ({ reason: 'abandonedWhileRinging', endedBy: 'customer' }),
};
