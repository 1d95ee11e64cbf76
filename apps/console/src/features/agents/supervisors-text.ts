import type { AgentStatus } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { currentLanguage } from '../../i18n/language.ts';
import { formatList } from '../../ui/format.ts';

/** `Li (Listen) and Wu (Whisper)`: who monitors the agent, and how. */
export function supervisorsText(t: TFunction, { supervisors }: AgentStatus): string {
  return formatList(
    supervisors.map(({ name, mode }) => t('supervision.supervisor', { name, mode: t(`supervision.${mode}`) })),
    currentLanguage(),
  );
}
