import i18next from 'i18next';
import { zh } from '../i18n/zh.ts';

const SYSTEM = 'system:';
type SystemReason = keyof typeof zh.systemReason;
const isSystemReason = (word: string): word is SystemReason => Object.hasOwn(zh.systemReason, word);

/** Why an agent is not ready: his own words, or the system's (`system:noAnswer`), which are translated here. */
export function reasonText(reason: string | null): string | null {
  if (!reason?.startsWith(SYSTEM)) return reason;
  const word = reason.slice(SYSTEM.length);
  return isSystemReason(word) ? i18next.t(`systemReason.${word}`) : word;
}
