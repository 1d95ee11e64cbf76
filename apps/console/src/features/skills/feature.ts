import { StarOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const skills: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/skills',
    // Supervisors see the levels of their members on the board.
    permission: 'skills.write',
    component: lazy(() => import('./skills-page.tsx')),
    menu: { group: 'people', position: 30, icon: StarOutlined, label: 'skills.title' },
  },
};
