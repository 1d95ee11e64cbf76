/** Sentences that no feature has to itself; those of a feature are in its own folder. These files are the source of the keys; those in `en/` are typed after them. */
import { phone } from './zh/phone.ts';
import { routing } from './zh/routing.ts';
import { shell } from './zh/shell.ts';

export const zh = { ...shell, ...phone, ...routing };
