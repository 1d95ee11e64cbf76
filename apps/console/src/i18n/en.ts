import { phone } from './en/phone.ts';
import { routing } from './en/routing.ts';
import { shell } from './en/shell.ts';
import type { Texts } from './texts.ts';
import type { zh } from './zh.ts';

export const en: Texts<typeof zh> = { ...shell, ...phone, ...routing };
