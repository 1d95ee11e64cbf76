import { TeamOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { AGENTS_PATH } from './path.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const agents: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: AGENTS_PATH,
    permission: 'agents.list',
    component: lazy(() => import('./agents-page.tsx')),
    menu: { group: 'work', position: 20, icon: TeamOutlined, label: 'agents.title' },
  },
};
