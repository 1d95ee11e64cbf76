/** Every sentence of the console, by topic. These files are the source of the keys; those in `en/` are typed after them. */
import { accounts } from './zh/accounts.ts';
import { blacklist } from './zh/blacklist.ts';
import { callCourse } from './zh/call-course.ts';
import { callbacks } from './zh/callbacks.ts';
import { calls } from './zh/calls.ts';
import { conferences } from './zh/conferences.ts';
import { crm } from './zh/crm.ts';
import { customerCard } from './zh/customer-card.ts';
import { destinations } from './zh/destinations.ts';
import { dialRules } from './zh/dial-rules.ts';
import { distribution } from './zh/distribution.ts';
import { extensions } from './zh/extensions.ts';
import { flows } from './zh/flows.ts';
import { inCall } from './zh/in-call.ts';
import { inboundRoutes } from './zh/inbound-routes.ts';
import { openingHours } from './zh/opening-hours.ts';
import { panel } from './zh/panel.ts';
import { preflight } from './zh/preflight.ts';
import { prompts } from './zh/prompts.ts';
import { queues } from './zh/queues.ts';
import { satisfaction } from './zh/satisfaction.ts';
import { setAsideFacts } from './zh/set-aside-facts.ts';
import { settings } from './zh/settings.ts';
import { shell } from './zh/shell.ts';
import { skills } from './zh/skills.ts';
import { supervision } from './zh/supervision.ts';
import { trunks } from './zh/trunks.ts';
import { voicemail } from './zh/voicemail.ts';

export const zh = {
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
