import { UsergroupAddOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const queues: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/queues',
    // Whoever may list them chooses one elsewhere; this page is where they are changed.
    permission: 'queues.write',
    component: lazy(() => import('./queues-page.tsx')),
    menu: { group: 'people', position: 20, icon: UsergroupAddOutlined, label: 'queues.title' },
  },
};
