import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  settings: {
    menu: 'Settings',
    title: 'Call centre settings',
    reasons: 'Reasons for not being ready',
    reasonsHint: 'Agents choose one or type their own. At most 20, in this order.',
    addReason: 'Add a reason',
    reasonItem: 'Reason {{place}}',
    reasonsEmpty: 'Keep at least one reason',
    supervision: 'Supervision',
    supervisionVisible: 'Agents see who listens to them',
    supervisionVisibleHint: 'When off, the panel of an agent does not show who listens; after barging in all hear each other as ever.',
    dialLimits: 'Limits of automatic calls out',
    dialLimitsHint:
      "What the system may call in a day without anybody's dialling, against toll fraud. 0 means no limit; emergency numbers are free.",
    ownCallsCap: 'Callbacks, IVRs, routes, overflows and conferences: calls a day',
    ownMinutesCap: 'Callbacks, IVRs, routes, overflows and conferences: minutes a day',
    forwardedCallsCap: 'Forwarded to the outside by each extension: calls a day',
    forwardedMinutesCap: 'Forwarded to the outside by each extension: minutes a day',
    failed: 'The settings could not be loaded',
  },
};
