import type { Feature } from '../../app/feature.ts';
import { StorageNotice } from './storage-notice.tsx';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const storage: Feature<typeof zh> = { texts: { zh, en }, banner: { permission: 'storage.read', component: StorageNotice } };
