import { RetweetOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const callbacks: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/callbacks',
    permission: 'callbacks.list',
    component: lazy(() => import('./callbacks-page.tsx')),
    menu: { group: 'service', position: 50, icon: RetweetOutlined, label: 'callbacks.title' },
  },
};
