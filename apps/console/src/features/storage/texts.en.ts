import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  storage: { low: 'The recording disk is nearly full: {{free}} left. Free up space or use a larger disk.' },
};
