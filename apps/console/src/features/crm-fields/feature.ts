import { FormOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const crmFields: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/crm-fields',
    // Everybody sees the fields of a customer; this page is where they are made.
    permission: 'crmFields.write',
    component: lazy(() => import('./crm-fields-page.tsx')),
    menu: { group: 'crm', position: 30, icon: FormOutlined, label: 'crmFields.title' },
  },
};
