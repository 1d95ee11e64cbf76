import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const customerCard: Feature<typeof zh> = { texts: { zh, en } };
