import { AudioOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const recordings: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/recordings',
    permission: 'recordings.list',
    component: lazy(() => import('./recordings-page.tsx')),
    menu: { group: 'service', position: 60, icon: AudioOutlined, label: 'recordings.title' },
  },
};
