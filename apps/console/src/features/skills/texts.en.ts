import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  skills: {
    title: 'Skills',
    note: 'Levels 1–10, more is better; queues and IVRs can ask for skills',
    create: 'New skill',
    renameTitle: 'Rename the skill: {{name}}',
    name: 'Name',
    agent: 'Agent',
    level: 'Level of {{agent}} in "{{skill}}"',
    noLevel: 'None',
    saved: 'Saved: {{agent}}, {{skill}}',
    searchAgent: 'Search agents',
    empty: 'No skills yet',
    emptyHint: 'For instance "English" or "Returns". Give agents their levels, and calls can reach who knows.',
    noAgents: 'No such agent',
    failed: 'The skills could not be loaded',
  },
};
