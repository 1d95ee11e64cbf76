import { DashboardOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { PREFLIGHT_PATH } from './path.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const preflight: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: PREFLIGHT_PATH,
    permission: 'phone.read',
    component: lazy(() => import('./preflight-page.tsx')),
    menu: { group: 'work', position: 80, icon: DashboardOutlined, label: 'preflight.title' },
  },
};
