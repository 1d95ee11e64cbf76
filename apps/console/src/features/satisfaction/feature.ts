import { SmileOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const satisfaction: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/satisfaction',
    permission: 'satisfaction.list',
    component: lazy(() => import('./satisfaction-page.tsx')),
    menu: { group: 'service', position: 70, icon: SmileOutlined, label: 'satisfaction.title' },
  },
};
