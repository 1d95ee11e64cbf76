import type { Me } from '@zuoxi/contract';
import { Button } from 'antd';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, Route, Routes, useLocation } from 'react-router';
import * as list from '../features/list.ts';
import { ChangePasswordPage } from '../features/session/change-password-page.tsx';
import { addTexts } from '../i18n/index.ts';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { type Feature, type FeaturePage, maySee, pagesOf } from './feature.ts';
import { Shell } from './shell.tsx';

const features = Object.values<Feature>(list);
for (const { texts } of features) addTexts(texts);
const pages = pagesOf(features);
const overlays = features.flatMap(({ overlay }) => overlay ?? []);
const banners = features.flatMap(({ banner }) => banner ?? []);

/** All that somebody who is signed in can go to; with it come the texts of the features. */
export default function SignedIn({ me }: { me: Me }) {
  const location = useLocation();
  const seen = pages.filter((page) => maySee(me, page));
  const first = seen.find((page) => page.isFirst?.(me))?.path ?? '/password';
  return (
    <Suspense fallback={<Waiting />}>
      <Routes>
        <Route path="/sign-in" element={<Navigate to={cameFrom(location.state) ?? first} replace />} />
        <Route element={<Shell pages={seen} overlays={overlays} banners={bannersOf(me)} />}>
          <Route index element={<Navigate to={first} replace />} />
          {seen.flatMap(routesOf)}
          <Route path="/password" element={<ChangePasswordPage forced={false} />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Suspense>
  );
}

const bannersOf = (me: Me) => banners.filter((banner) => maySee(me, banner)).map(({ component }) => component);

const routesOf = ({ path, component: Page, below = {} }: FeaturePage) => [
  <Route key={path} path={path} element={<Page />} />,
  ...Object.entries(below).map(([rest, Below]) => <Route key={`${path}/${rest}`} path={`${path}/${rest}`} element={<Below />} />),
];

/** Where the visitor wanted to go before they were asked to sign in. */
function cameFrom(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('from' in state) || typeof state.from !== 'string') return null;
  return state.from === '/' ? null : state.from;
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <Notice
      title={t('app.notFound')}
      hint={t('app.notFoundHint')}
      action={
        <Link to="/">
          <Button type="primary">{t('app.backHome')}</Button>
        </Link>
      }
    />
  );
}
