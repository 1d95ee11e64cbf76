import { CommentOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { CONFERENCES_PATH } from './path.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const conferences: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: CONFERENCES_PATH,
    permission: 'conferences.list',
    component: lazy(() => import('./conferences-page.tsx')),
    below: { ':id': lazy(() => import('./conference-page.tsx')) },
    menu: { group: 'work', position: 30, icon: CommentOutlined, label: 'conferences.title' },
  },
};
