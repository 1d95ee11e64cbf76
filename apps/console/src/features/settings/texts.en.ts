import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  settings: {
    menu: 'Call centre settings',
    title: 'Call centre settings',
    reasons: 'Not-ready reasons',
    reasonsHint: 'Agents choose one or type their own. Maximum 20, in this order.',
    addReason: 'Add reason',
    reasonItem: 'Reason {{place}}',
    reasonsEmpty: 'Keep at least one reason',
    supervision: 'Monitoring',
    supervisionVisible: 'Show agents who is monitoring them',
    supervisionVisibleHint: 'When off, agents do not see who is monitoring. A barge-in is still audible to everyone.',
    dialLimits: 'Automatic call limits',
    dialLimitsHint:
      'Daily limit for calls the system makes by itself, as protection against toll fraud. 0 = no limit. Emergency numbers are not limited.',
    ownCallsCap: 'Callbacks, IVR flows, inbound routes, overflow and conferences: calls per day',
    ownMinutesCap: 'Callbacks, IVR flows, inbound routes, overflow and conferences: minutes per day',
    forwardedCallsCap: 'Forwarded to external numbers, per extension: calls per day',
    forwardedMinutesCap: 'Forwarded to external numbers, per extension: minutes per day',
    telephony: 'Telephony',
    rtpTimeout: 'Hang up without audio',
    rtpTimeoutHint:
      'Seconds without any audio data after which a call counts as dead, 5 to 3600. A trunk can have its own. Applies to new calls, not to web phones.',
    secondsUnit: 's',
    failed: 'Could not load the settings',
  },
};
