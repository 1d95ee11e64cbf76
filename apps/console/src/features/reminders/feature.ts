import type { Feature } from '../../app/feature.ts';
import { Reminders } from './reminders.tsx';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const reminders: Feature<typeof zh> = { texts: { zh, en }, overlay: Reminders };
