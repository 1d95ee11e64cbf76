import { LogoutOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const dialRules: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/dial-rules',
    permission: 'dialRules.list',
    component: lazy(() => import('./dial-rules-page.tsx')),
    menu: { group: 'routing', position: 60, icon: LogoutOutlined, label: 'dialRules.title' },
  },
};
