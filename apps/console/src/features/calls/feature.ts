import { UnorderedListOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const calls: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/calls',
    permission: 'calls.list',
    component: lazy(() => import('./calls-page.tsx')),
    menu: { group: 'reports', position: 10, icon: UnorderedListOutlined, label: 'calls.title' },
  },
};
