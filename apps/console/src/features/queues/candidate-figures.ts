import type { QueueStrategy } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { formatDuration } from '../../ui/format.ts';

export interface Figures {
  penalty: number;
  level: number;
  idleS: number;
  calls: number;
  talkS: number;
}

/** `空闲 05:00 · 本班接听 3 次 …`: all that strategies compare. */
export function candidateFigures(t: TFunction, { penalty, level, idleS, calls, talkS }: Figures): string {
  const parts = [
    t('dryRun.idle', { time: formatDuration(idleS) }),
    t('dryRun.calls', { count: calls }),
    t('dryRun.talk', { time: formatDuration(talkS) }),
    level > 0 && t('dryRun.level', { level }),
    penalty > 0 && t('dryRun.penalty', { penalty }),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** The one figure that a strategy goes by. */
export function decisiveFigure(t: TFunction, strategy: QueueStrategy, { level, idleS, calls, talkS, penalty }: Figures): string {
  switch (strategy) {
    case 'fewestCalls':
      return t('dryRun.calls', { count: calls });
    case 'leastTalkTime':
      return t('dryRun.talk', { time: formatDuration(talkS) });
    case 'skills':
      return t('dryRun.level', { level });
    case 'weightedRandom':
      return t('dryRun.penalty', { penalty });
    default:
      return t('dryRun.idle', { time: formatDuration(idleS) });
  }
}
