import { auditWordLabels, inLanguage } from '@zuoxi/contract';
import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  audit: {
    title: 'Audit trail',
    note: 'Who changed what, and when. Entries are never changed or deleted.',
    at: 'Time',
    by: 'By',
    nobody: 'Not signed in',
    action: 'Action',
    target: 'Object',
    changes: 'Changes',
    word: 'Kind',
    words: inLanguage(auditWordLabels, 'en'),
    detail: 'Details of the action',
    field: 'Field',
    before: 'Before',
    after: 'After',
    unchanged: 'It was saved without a change.',
    further: 'Other details',
    more_one: '{{count}} more',
    more: '{{count}} more',
    empty: 'Nothing in the audit trail yet',
    emptyHint: 'When a setting is created, changed or deleted, it appears here.',
  },
};
