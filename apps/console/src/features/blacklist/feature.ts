import { StopOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const blacklist: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/blacklist',
    permission: 'blacklist.list',
    component: lazy(() => import('./blacklist-page.tsx')),
    menu: { group: 'outbound', position: 10, icon: StopOutlined, label: 'blacklist.title' },
  },
};
