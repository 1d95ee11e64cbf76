import { MessageOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';
import { UnhandledCount } from './unhandled-count.tsx';

export const voicemail: Feature<typeof zh> = {
  texts: { zh, en },
  page: {
    path: '/voicemail',
    permission: 'voicemail.list',
    component: lazy(() => import('./voicemail-page.tsx')),
    menu: { group: 'service', position: 40, icon: MessageOutlined, label: 'voicemail.title', badge: UnhandledCount },
  },
};
