import type { Queue } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { currentLanguage } from '../../i18n/language.ts';
import { formatSpan } from '../../ui/format.ts';

/** `空闲最久优先 · 振铃 20 秒 · 3 次未接后置忙 …`: how a queue distributes, in one line. */
export function queueSentence(t: TFunction, queue: Queue): string {
  const { missesBeforePause, wrapUpS, maxWaitS, requiredSkills, overflow } = queue;
  const span = (seconds: number) => formatSpan(seconds, currentLanguage());
  const strategy = t(`queues.strategies.${queue.strategy}`);
  const parts = [
    t('queues.sentence.ring', { strategy, ring: span(queue.ringTimeoutS) }),
    missesBeforePause > 0 && t('queues.sentence.pause', { count: missesBeforePause }),
    wrapUpS > 0 && t('queues.sentence.wrapUp', { time: span(wrapUpS) }),
    t('queues.sentence.wait', { time: span(maxWaitS) }),
    requiredSkills.length > 0 && t('queues.sentence.skills', { count: requiredSkills.length }),
    overflow.length > 0 && t('queues.sentence.overflow', { count: overflow.length }),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** `录音 · 留言 · 回拨`: what it has besides. */
export function queueFeatures(t: TFunction, queue: Queue): string {
  const parts = [
    queue.recordingEnabled && t('queues.featureNames.recording'),
    queue.voicemailEnabled && t('queues.featureNames.voicemail'),
    queue.callbackEnabled && t('queues.featureNames.callback'),
    queue.satisfaction !== 'off' && t('queues.featureNames.satisfaction'),
    queue.dispositions.length > 0 && t('queues.featureNames.dispositions'),
    queue.hoursId !== null && t('queues.featureNames.hours'),
  ];
  return parts.filter(Boolean).join(' · ');
}
