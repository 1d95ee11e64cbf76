import { BranchesOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { FLOWS_PATH } from './path.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const flows: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: FLOWS_PATH,
    permission: 'flows.list',
    component: lazy(() => import('./flows-page.tsx')),
    below: { ':id': lazy(() => import('./flow-editor-page.tsx')) },
    menu: { group: 'routing', position: 80, icon: BranchesOutlined, label: 'flows.title' },
  },
};
