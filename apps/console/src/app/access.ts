import type { Me, Role } from '@zuoxi/contract';

/** The pages that exist, in the order of the menu, and who sees them. */
export const pages = {
  panel: ['agent', 'supervisor', 'administrator'],
  preflight: ['agent', 'supervisor', 'administrator'],
  agents: ['supervisor', 'administrator'],
  conferences: ['supervisor', 'administrator'],
  voicemail: ['agent', 'supervisor', 'administrator'],
  callbacks: ['supervisor', 'administrator'],
  recordings: ['agent', 'supervisor', 'administrator'],
  satisfaction: ['supervisor', 'administrator'],
  customers: ['agent', 'supervisor', 'administrator'],
  callbackPlans: ['agent', 'supervisor', 'administrator'],
  crmFields: ['administrator'],
  calls: ['agent', 'supervisor', 'administrator'],
  blacklist: ['supervisor', 'administrator'],
  accounts: ['administrator'],
  queues: ['administrator'],
  skills: ['administrator'],
  trunks: ['administrator'],
  inboundRoutes: ['administrator'],
  dialRules: ['administrator'],
  openingHours: ['administrator'],
  prompts: ['administrator'],
  flows: ['administrator'],
  setAsideFacts: ['administrator'],
  settings: ['administrator'],
} as const satisfies Record<string, readonly Role[]>;

export type PageName = keyof typeof pages;

export const paths: Readonly<Record<PageName, string>> = {
  panel: '/panel',
  preflight: '/preflight',
  agents: '/agents',
  conferences: '/conferences',
  voicemail: '/voicemail',
  callbacks: '/callbacks',
  recordings: '/recordings',
  satisfaction: '/satisfaction',
  customers: '/customers',
  callbackPlans: '/callback-plans',
  crmFields: '/crm-fields',
  calls: '/calls',
  blacklist: '/blacklist',
  accounts: '/accounts',
  queues: '/queues',
  skills: '/skills',
  trunks: '/trunks',
  inboundRoutes: '/inbound-routes',
  dialRules: '/dial-rules',
  openingHours: '/opening-hours',
  // Not /prompts: below that the engines fetch them.
  prompts: '/sounds',
  flows: '/flows',
  setAsideFacts: '/set-aside-facts',
  settings: '/settings',
};

export function maySee(me: Me, page: PageName): boolean {
  const roles: readonly Role[] = pages[page];
  return roles.includes(me.role);
}

/** The operation panel is the first page (SYS-1); an administrator without an extension has nothing to do there. */
export function firstPage(me: Me): string {
  return me.role === 'administrator' && !me.extension ? paths.accounts : paths.panel;
}
