import type { FlowDefinition } from '@zuoxi/contract';
import { and, eq } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { account, extension } from '../accounts/tables.ts';
import { openingHours } from '../opening-hours/tables.ts';
import { prompt } from '../prompts/tables.ts';
import { queue } from '../queues/tables.ts';
import { skill } from '../skills/tables.ts';
import type { Known } from './problems.ts';
import { flow, flowVersion } from './tables.ts';

/** What there is in the call centre, for all of its flows; `flowId` is filled in by whoever asks about one. */
export async function knownIn(db: TenantDb): Promise<Known> {
  const ids = (rows: readonly { id: string }[]): ReadonlySet<string> => new Set(rows.map((row) => row.id));
  const published = await db
    .select({ flowId: flow.id, definition: flowVersion.definition })
    .from(flow)
    .innerJoin(flowVersion, and(eq(flowVersion.flowId, flow.id), eq(flowVersion.version, flow.publishedVersion)));
  return {
    flowId: null,
    ids: {
      prompt: ids(await db.select({ id: prompt.id }).from(prompt).where(eq(prompt.state, 'ready'))),
      queue: ids(await db.select({ id: queue.id }).from(queue)),
      agent: ids(await db.select({ id: extension.accountId }).from(extension)),
      flow: ids(await db.select({ id: flow.id }).from(flow)),
      hours: ids(await db.select({ id: openingHours.id }).from(openingHours)),
      skill: ids(await db.select({ id: skill.id }).from(skill)),
    },
    subFlows: new Map(published.map(({ flowId, definition }) => [flowId, subFlowsOf(definition)])),
  };
}

const subFlowsOf = ({ nodes }: FlowDefinition): string[] => nodes.flatMap((node) => (node.kind === 'flow' ? [node.flowId] : []));

/** Of everything a flow can refer to its name; agents by account name. */
export async function namesIn(db: TenantDb) {
  const names = (rows: readonly { id: string; name: string }[]): ReadonlyMap<string, string> =>
    new Map(rows.map(({ id, name }) => [id, name]));
  return {
    prompt: names(await db.select({ id: prompt.id, name: prompt.name }).from(prompt)),
    queue: names(await db.select({ id: queue.id, name: queue.name }).from(queue)),
    agent: names(
      await db.select({ id: account.id, name: account.name }).from(account).innerJoin(extension, eq(extension.accountId, account.id)),
    ),
    flow: names(await db.select({ id: flow.id, name: flow.name }).from(flow)),
    hours: names(await db.select({ id: openingHours.id, name: openingHours.name }).from(openingHours)),
    skill: names(await db.select({ id: skill.id, name: skill.name }).from(skill)),
  };
}

export type NamesById = Awaited<ReturnType<typeof namesIn>>;
