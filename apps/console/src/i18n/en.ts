import { accounts } from './en/accounts.ts';
import { blacklist } from './en/blacklist.ts';
import { callCourse } from './en/call-course.ts';
import { callbacks } from './en/callbacks.ts';
import { calls } from './en/calls.ts';
import { conferences } from './en/conferences.ts';
import { crm } from './en/crm.ts';
import { customerCard } from './en/customer-card.ts';
import { destinations } from './en/destinations.ts';
import { dialRules } from './en/dial-rules.ts';
import { distribution } from './en/distribution.ts';
import { extensions } from './en/extensions.ts';
import { flows } from './en/flows.ts';
import { inCall } from './en/in-call.ts';
import { inboundRoutes } from './en/inbound-routes.ts';
import { openingHours } from './en/opening-hours.ts';
import { panel } from './en/panel.ts';
import { preflight } from './en/preflight.ts';
import { prompts } from './en/prompts.ts';
import { queues } from './en/queues.ts';
import { satisfaction } from './en/satisfaction.ts';
import { setAsideFacts } from './en/set-aside-facts.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { skills } from './en/skills.ts';
import { supervision } from './en/supervision.ts';
import { trunks } from './en/trunks.ts';
import { voicemail } from './en/voicemail.ts';
import type { Texts } from './texts.ts';
import type { zh } from './zh.ts';

export const en: Texts<typeof zh> = {
  ...accounts,
  ...callbacks,
  ...blacklist,
  ...callCourse,
  ...calls,
  ...conferences,
  ...crm,
  ...customerCard,
  ...destinations,
  ...dialRules,
  ...distribution,
  ...extensions,
  ...flows,
  ...inboundRoutes,
  ...inCall,
  ...openingHours,
  ...panel,
  ...preflight,
  ...prompts,
  ...queues,
  ...satisfaction,
  ...shell,
  ...setAsideFacts,
  ...settings,
  ...skills,
  ...supervision,
  ...trunks,
  ...voicemail,
};
