import type { Attack } from '../support/attack.ts';
import { f06 } from './f06-flood.ts';
import { f07 } from './f07-scan.ts';
import { f08 } from './f08-guessing.ts';
import { f12 } from './f12-rtp-strangers.ts';

/** In the order of performance-reliability.md. */
export const attacks: readonly Attack[] = [f06, f07, f08, f12];
