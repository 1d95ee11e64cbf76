import type { Attack } from '../support/attack.ts';
import { f01, f02 } from './f01-torture.ts';
import { f04 } from './f04-protos.ts';
import { f05 } from './f05-connections.ts';
import { f06 } from './f06-flood.ts';
import { f07 } from './f07-scan.ts';
import { f08 } from './f08-guessing.ts';
import { f09 } from './f09-identity.ts';
import { f10 } from './f10-unauthenticated.ts';
import { f12 } from './f12-rtp-strangers.ts';
import { f13 } from './f13-broken-srtp.ts';
import { f14 } from './f14-changing-sound.ts';
import { f15, f20 } from './f15-bad-network.ts';
import { referSub } from './refer-sub.ts';

/** In the order of performance-reliability.md. */
export const attacks: readonly Attack[] = [f01, f02, f04, f05, f06, f07, f08, f09, f10, f12, f13, f14, f15, f20, referSub];
