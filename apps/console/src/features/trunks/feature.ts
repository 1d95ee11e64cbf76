import { ApiOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const trunks: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/trunks',
    permission: 'trunks.list',
    component: lazy(() => import('./trunks-page.tsx')),
    menu: { group: 'routing', position: 40, icon: ApiOutlined, label: 'trunks.title' },
  },
};
