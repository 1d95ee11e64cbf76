import type { QueueConfig, QueueMember } from '@zuoxi/callcontrol';
import type { SoundLibrary } from '../sound-library.ts';
import type { AdministrationRows } from './rows.ts';

export interface QueueDirectory {
  queues: Map<string, QueueConfig>;
  /** In each queue's own order. */
  members: Map<string, QueueMember[]>;
  /** Call centres' own sounds by prompt, as ARI media URIs. */
  sounds: Map<string, string>;
}

export function queueDirectoryOf(rows: AdministrationRows, library: SoundLibrary): QueueDirectory {
  const sounds = library.mediaOf(rows.prompts);
  const queues = new Map<string, QueueConfig>();
  for (const row of rows.queues) {
    const own = (promptId: string | null) => (promptId === null ? undefined : sounds.get(promptId));
    queues.set(row.id, {
      ...row,
      prompts: {
        greeting: own(row.greetingPromptId) ?? `sound:zuoxi/${row.language}/greeting`,
        maxWait: own(row.maxWaitPromptId) ?? `sound:zuoxi/${row.language}/max-wait`,
        periodic: own(row.periodicPromptId) ?? null,
        music: own(row.musicPromptId) ?? null,
      },
    });
  }
  const members = new Map<string, QueueMember[]>();
  const inOrder = [...rows.members].sort((a, b) => a.position - b.position || (a.accountId < b.accountId ? -1 : 1));
  for (const { queueId, accountId, penalty } of inOrder) {
    const known = members.get(queueId) ?? [];
    members.set(queueId, known);
    known.push({ agentId: accountId, penalty });
  }
  return { queues, members, sounds };
}
