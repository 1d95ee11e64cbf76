import { SoundOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const prompts: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    // Not /prompts: below that the engines fetch them.
    path: '/sounds',
    // Supervisors choose among them elsewhere.
    permission: 'prompts.write',
    component: lazy(() => import('./prompts-page.tsx')),
    menu: { group: 'routing', position: 90, icon: SoundOutlined, label: 'prompts.menu' },
  },
};
