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
    level: 'Answer',
    levels: { verySatisfied: 'Very satisfied', satisfied: 'Satisfied', dissatisfied: 'Dissatisfied', none: 'No answer' },
    reason: 'Why dissatisfied',
    reasons: { attitude: 'Attitude', service: 'Service', other: 'Other' },
    how: 'Asked by',
    byAgent: 'Agent',
    automatic: 'Queue',
    responseRate: 'Response rate',
    ofAnswers: '{{share}} of the answers',
    ofDissatisfied: '{{share}} of the dissatisfied',
    ofAsked: '{{answered}} of {{asked}} asked',
    summaryFailed: 'The sums could not be loaded',
    empty: 'No answers yet',
    emptyHint: 'Where a queue has the survey on, what customers answer after their calls appears here.',
  },
};
