import { ControlOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const settings: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/settings',
    // All that is set here may be set by the same people.
    permission: 'reasons.write',
    component: lazy(() => import('./settings-page.tsx')),
    menu: { group: 'system', position: 110, icon: ControlOutlined, label: 'settings.menu' },
  },
};
