/** Every sentence of the console, by topic. These files are the source of the keys; those in `en/` are typed after them. */
import { accounts } from './zh/accounts.ts';
import { calls } from './zh/calls.ts';
import { destinations } from './zh/destinations.ts';
import { dialRules } from './zh/dial-rules.ts';
import { inboundRoutes } from './zh/inbound-routes.ts';
import { openingHours } from './zh/opening-hours.ts';
import { panel } from './zh/panel.ts';
import { prompts } from './zh/prompts.ts';
import { queues } from './zh/queues.ts';
import { shell } from './zh/shell.ts';
import { trunks } from './zh/trunks.ts';

export const zh = {
  ...accounts,
  ...calls,
  ...destinations,
  ...dialRules,
  ...inboundRoutes,
  ...openingHours,
  ...panel,
  ...prompts,
  ...queues,
  ...shell,
  ...trunks,
};
