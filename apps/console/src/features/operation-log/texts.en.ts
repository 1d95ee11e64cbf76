import { inLanguage, operationActionLabels, operationByLabels } from '@zuoxi/contract';
import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  operationLog: {
    title: 'Operation log',
    at: 'Time',
    agent: 'Agent',
    extension: 'Ext.',
    action: 'Operation',
    actions: inLanguage(operationActionLabels, 'en'),
    queue: 'Queue',
    queueName: 'Queue name',
    queueNumber: 'Queue no.',
    reason: 'Reason',
    by: 'By',
    byWhom: inLanguage(operationByLabels, 'en'),
    bySupervisor: '{{name}} (supervisor)',
    empty: 'No operations yet',
    emptyHint: 'When agents sign in or out, or are set ready or not ready, it appears here.',
  },
};
