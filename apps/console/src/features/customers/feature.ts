import { ContactsOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const customers: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/customers',
    permission: 'customers.list',
    component: lazy(() => import('./customers-page.tsx')),
    menu: { group: 'crm', position: 10, icon: ContactsOutlined, label: 'customers.title' },
  },
};
