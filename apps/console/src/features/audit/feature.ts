import { AuditOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const audit: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/audit',
    permission: 'audit.list',
    component: lazy(() => import('./audit-page.tsx')),
    menu: { group: 'system', position: 105, icon: AuditOutlined, label: 'audit.title' },
  },
};
