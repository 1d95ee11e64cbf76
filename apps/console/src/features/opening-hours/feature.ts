import { ClockCircleOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const openingHours: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/opening-hours',
    permission: 'openingHours.list',
    component: lazy(() => import('./opening-hours-page.tsx')),
    menu: { group: 'routing', position: 70, icon: ClockCircleOutlined, label: 'openingHours.title' },
  },
};
