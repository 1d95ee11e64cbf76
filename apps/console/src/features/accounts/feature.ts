import { UserOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const accounts: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/accounts',
    permission: 'accounts.list',
    component: lazy(() => import('./accounts-page.tsx')),
    menu: { group: 'people', position: 10, icon: UserOutlined, label: 'accounts.menu' },
    isFirst: () => true,
  },
};
