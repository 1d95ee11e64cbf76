import { ScheduleOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const callbackPlans: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/callback-plans',
    permission: 'callbackPlans.own',
    component: lazy(() => import('./callback-plans-page.tsx')),
    menu: { group: 'crm', position: 20, icon: ScheduleOutlined, label: 'callbackPlans.title' },
  },
};
