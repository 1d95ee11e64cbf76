import { CustomerServiceOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import type { Feature } from '../../app/feature.ts';
import { PHONE_PAGE } from '../../phone/phone-page.ts';
import { NoteKeeper } from './note-keeper.tsx';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';

export const panel: Feature<typeof zh> = {
  texts: { zh, en },
  overlay: NoteKeeper,
  page: {
    path: PHONE_PAGE,
    permission: 'panel.read',
    component: lazy(() => import('./panel-page.tsx')),
    menu: { group: 'work', position: 10, icon: CustomerServiceOutlined, label: 'panel.menu' },
    // The operation panel is the first page (SYS-1); an administrator without an extension has nothing to do there.
    isFirst: ({ role, extension }) => role !== 'administrator' || extension !== null,
  },
};
