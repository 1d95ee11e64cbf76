import type { Texts } from '../texts.ts';
import type { settings as zh } from '../zh/settings.ts';

export const settings: Texts<typeof zh> = {
  settings: {
    title: 'Call centre settings',
    reasons: 'Reasons for not being ready',
    reasonsHint: 'Agents choose one or type their own. At most 20, in this order.',
    addReason: 'Add a reason',
    reasonItem: 'Reason {{place}}',
    reasonsEmpty: 'Keep at least one reason',
    supervision: 'Supervision',
    supervisionVisible: 'Agents see who listens to them',
    supervisionVisibleHint: 'When off, the panel of an agent does not show who listens; after barging in all hear each other as ever.',
    failed: 'The settings could not be loaded',
  },
};
