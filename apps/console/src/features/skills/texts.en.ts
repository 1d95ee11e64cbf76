import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  skills: {
    title: 'Skills',
    note: 'Levels 1–10; higher is better. Queues and IVR flows can require skills.',
    create: 'New skill',
    renameTitle: 'Rename skill: {{name}}',
    name: 'Name',
    agent: 'Agent',
    level: '{{agent}}\'s level in "{{skill}}"',
    noLevel: 'None',
    saved: 'Saved: {{agent}}, {{skill}}',
    searchAgent: 'Name or extension',
    empty: 'No skills yet',
    emptyHint: 'For example "English" or "Returns". Give agents a level so that calls reach someone who can help.',
    noAgents: 'No matching agents',
    failed: 'Could not load the skills',
  },
};
