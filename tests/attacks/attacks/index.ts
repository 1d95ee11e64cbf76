import type { Attack } from '../support/attack.ts';
import { f06 } from './f06-flood.ts';

/** In the order of performance-reliability.md. */
export const attacks: readonly Attack[] = [f06];
