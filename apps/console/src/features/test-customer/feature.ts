import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

/** A part of other pages: the workspace, the queues, the checklist. */
export const testCustomer: Feature<typeof zh> = { texts: { zh, en } };
