import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  satisfaction: {
    title: 'Satisfaction',
    at: 'Time',
    customer: 'Customer',
    number: 'Customer number',
    queue: 'Queue',
    agent: 'Agent',
    level: 'Rating',
    levels: { verySatisfied: 'Very satisfied', satisfied: 'Satisfied', dissatisfied: 'Dissatisfied', none: 'Not rated' },
    reason: 'Reason for dissatisfaction',
    reasons: { attitude: 'Attitude', service: 'Service', other: 'Other' },
    how: 'Sent by',
    byAgent: 'Agent',
    automatic: 'Automatic',
    responseRate: 'Response rate',
    ofAnswers: '{{share}} of ratings',
    ofDissatisfied: '{{share}} of dissatisfied ratings',
    ofAsked: '{{answered}} of {{asked}} rated',
    summaryFailed: 'The summary could not be loaded',
    empty: 'No ratings yet',
    emptyHint: 'When the survey is on for a queue, ratings appear here after calls.',
  },
};
