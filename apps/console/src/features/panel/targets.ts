import type { PanelQueueTarget, PanelTarget, PanelTargets } from '@zuoxi/contract';

export type TransferList = keyof PanelTargets['transfer'] | 'queues';
export const transferLists: readonly TransferList[] = ['supervisors', 'members', 'others', 'queues'];

const holds = (text: string, typed: string): boolean => text.toLowerCase().includes(typed.trim().toLowerCase());

export const matchesTarget = ({ displayName, extension }: PanelTarget, typed: string): boolean =>
  holds(displayName, typed) || holds(extension, typed);

export const matchesQueue = ({ name, number }: PanelQueueTarget, typed: string): boolean => holds(name, typed) || holds(number, typed);

/** The list that is shown before one is chosen: the first that has somebody, or something that was typed. */
export function firstFilled({ transfer, queues }: PanelTargets, typed: string): TransferList {
  const filled = (list: TransferList) =>
    list === 'queues' ? queues.some((queue) => matchesQueue(queue, typed)) : transfer[list].some((target) => matchesTarget(target, typed));
  return transferLists.find(filled) ?? 'members';
}
