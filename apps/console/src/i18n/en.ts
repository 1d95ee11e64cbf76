import { accounts } from './en/accounts.ts';
import { calls } from './en/calls.ts';
import { destinations } from './en/destinations.ts';
import { dialRules } from './en/dial-rules.ts';
import { inboundRoutes } from './en/inbound-routes.ts';
import { openingHours } from './en/opening-hours.ts';
import { panel } from './en/panel.ts';
import { prompts } from './en/prompts.ts';
import { queues } from './en/queues.ts';
import { shell } from './en/shell.ts';
import { trunks } from './en/trunks.ts';
import type { Texts } from './texts.ts';
import type { zh } from './zh.ts';

export const en: Texts<typeof zh> = {
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
