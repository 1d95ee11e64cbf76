import { HistoryOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const operationLog: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/operation-log',
    permission: 'operationLog.list',
    component: lazy(() => import('./operation-log-page.tsx')),
    menu: { group: 'service', position: 80, icon: HistoryOutlined, label: 'operationLog.title' },
  },
};
