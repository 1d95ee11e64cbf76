import type { Feature } from '../../app/feature.ts';
import { HandAlerts } from './hand-alerts.tsx';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const supervision: Feature<typeof zh> = { texts: { zh, en }, overlay: HandAlerts };
