import { InboxOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { SetAsideCount } from './set-aside-count.tsx';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const setAsideFacts: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/set-aside-facts',
    permission: 'setAsideFacts.list',
    component: lazy(() => import('./set-aside-facts-page.tsx')),
    menu: { group: 'system', position: 100, icon: InboxOutlined, label: 'setAsideFacts.menu', badge: SetAsideCount },
  },
};
