import type { Feature } from '../../app/feature.ts';
import { SetupChecklist } from './setup-checklist.tsx';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const setup: Feature<typeof zh> = { texts: { zh, en }, banner: { permission: 'setup.read', component: SetupChecklist } };
