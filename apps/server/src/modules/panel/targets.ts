import type { AgentStatus, PanelQueueTarget, PanelTarget, PanelTargets } from '@zuoxi/contract';
import type { LiveView } from '../agents/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';

interface Asked {
  agentId: string;
  /** The queue the customer called; null: he came by none. */
  queueId: string | null;
  directory: DirectoryStore;
  view: LiveView;
}

/**
 * The lists of PAN-2 and PAN-5. Online: signed in, with a phone that is registered. Somebody on a call is shown for a transfer, with his
 * state, and not for a consultation.
 *
 * - queues: all of the call centre, that of the call first; what goes on in them is told of one's own
 * - consult: supervisors of one's queues who are not on a call
 * - supervisors, members: of the queue the customer called
 * - others: members and supervisors of another queue that one is in, who are not in the one the customer called
 */
export function panelTargets({ agentId, queueId, directory, view }: Asked): PanelTargets {
  const own = new Set(directory.agent(agentId)?.queueIds ?? []);
  const tenantId = directory.agent(agentId)?.tenantId;
  const queues = queueTargets({ queueId, directory, view }, own, tenantId);
  const targets: PanelTargets = { consult: [], transfer: { supervisors: [], members: [], others: [] }, queues };
  for (const details of directory.agents()) {
    if (details.id === agentId || details.tenantId !== tenantId) continue;
    const shared = details.queueIds.filter((id) => own.has(id));
    const isOfCalled = queueId !== null && details.queueIds.includes(queueId);
    const status = shared.length > 0 || isOfCalled ? view.agent(details.id) : undefined;
    if (!status || !isOnline(status)) continue;
    const target = targetOf(
      status,
      shared.map((id) => directory.queue(id)?.name ?? ''),
    );
    const isSupervisor = status.role === 'supervisor';
    if (isSupervisor && shared.length > 0 && !isOnCall(status)) targets.consult.push(target);
    if (isOfCalled) (isSupervisor ? targets.transfer.supervisors : targets.transfer.members).push(target);
    else targets.transfer.others.push(target);
  }
  const { supervisors, members, others } = targets.transfer;
  for (const list of [targets.consult, supervisors, members, others]) list.sort((a, b) => a.extension.localeCompare(b.extension));
  return targets;
}

function queueTargets(
  { queueId: called, directory, view }: Omit<Asked, 'agentId'>,
  own: ReadonlySet<string>,
  tenantId: string | undefined,
): PanelQueueTarget[] {
  const now = directory.wallNow;
  const rows = [...directory.queues()].flatMap(({ id: queueId, tenantId: of, number, name, hoursId }) => {
    const status = of === tenantId ? view.queue(queueId) : undefined;
    if (!status) return [];
    const isOpen = hoursId === null || directory.isOpen(hoursId, now);
    const figures = own.has(queueId) ? { waiting: status.waiting, ready: status.ready } : null;
    return [{ queueId, number, name, isOpen, figures }];
  });
  const isCalled = (row: PanelQueueTarget) => Number(row.queueId === called);
  return rows.sort((a, b) => isCalled(b) - isCalled(a) || a.number.localeCompare(b.number));
}

const isOnline = ({ state, phoneOnline }: AgentStatus) => state !== 'offline' && phoneOnline;
const isOnCall = ({ state }: AgentStatus) => state === 'ringing' || state === 'talking';

function targetOf({ accountId, displayName, extension, role, state }: AgentStatus, queueNames: string[]): PanelTarget {
  return { accountId, displayName, extension, role, state, queueNames };
}
