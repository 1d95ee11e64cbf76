import { LoginOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const inboundRoutes: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/inbound-routes',
    permission: 'inboundRoutes.list',
    component: lazy(() => import('./inbound-routes-page.tsx')),
    menu: { group: 'routing', position: 50, icon: LoginOutlined, label: 'inboundRoutes.title' },
  },
};
