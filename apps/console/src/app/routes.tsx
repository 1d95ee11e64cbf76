import type { Me } from '@zuoxi/contract';
import { Button } from 'antd';
import { type ComponentType, lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, Route, Routes, useLocation } from 'react-router';
import { ChangePasswordPage } from '../features/session/change-password-page.tsx';
import { SignInPage } from '../features/session/sign-in-page.tsx';
import { ErrorNotice, Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { firstPage, maySee, type PageName, pages, paths } from './access.ts';
import { useSession } from './session.tsx';

const Shell = lazy(() => import('./shell.tsx'));
const ConferencePage = lazy(() => import('../features/conferences/conference-page.tsx'));
const FlowEditorPage = lazy(() => import('../features/flows/flow-editor-page.tsx'));
const components: Readonly<Record<PageName, ComponentType>> = {
  panel: lazy(() => import('../features/panel/panel-page.tsx')),
  preflight: lazy(() => import('../features/preflight/preflight-page.tsx')),
  agents: lazy(() => import('../features/agents/agents-page.tsx')),
  conferences: lazy(() => import('../features/conferences/conferences-page.tsx')),
  voicemail: lazy(() => import('../features/voicemail/voicemail-page.tsx')),
  callbacks: lazy(() => import('../features/callbacks/callbacks-page.tsx')),
  satisfaction: lazy(() => import('../features/satisfaction/satisfaction-page.tsx')),
  recordings: lazy(() => import('../features/recordings/recordings-page.tsx')),
  customers: lazy(() => import('../features/customers/customers-page.tsx')),
  callbackPlans: lazy(() => import('../features/callback-plans/callback-plans-page.tsx')),
  crmFields: lazy(() => import('../features/crm-fields/crm-fields-page.tsx')),
  calls: lazy(() => import('../features/calls/calls-page.tsx')),
  blacklist: lazy(() => import('../features/blacklist/blacklist-page.tsx')),
  accounts: lazy(() => import('../features/accounts/accounts-page.tsx')),
  queues: lazy(() => import('../features/queues/queues-page.tsx')),
  skills: lazy(() => import('../features/skills/skills-page.tsx')),
  trunks: lazy(() => import('../features/trunks/trunks-page.tsx')),
  prompts: lazy(() => import('../features/prompts/prompts-page.tsx')),
  inboundRoutes: lazy(() => import('../features/inbound-routes/inbound-routes-page.tsx')),
  dialRules: lazy(() => import('../features/dial-rules/dial-rules-page.tsx')),
  flows: lazy(() => import('../features/flows/flows-page.tsx')),
  setAsideFacts: lazy(() => import('../features/set-aside-facts/set-aside-facts-page.tsx')),
  settings: lazy(() => import('../features/settings/settings-page.tsx')),
  openingHours: lazy(() => import('../features/opening-hours/opening-hours-page.tsx')),
};

export function AppRoutes() {
  const { t } = useTranslation();
  const { me, loading, error, retry } = useSession();
  const location = useLocation();
  if (loading) return <Waiting />;
  if (error) return <ErrorNotice title={t('app.loadFailed')} error={error} onRetry={retry} />;
  if (!me) {
    if (location.pathname === '/sign-in') return <SignInPage />;
    return <Navigate to="/sign-in" replace state={{ from: location.pathname + location.search }} />;
  }
  if (me.mustChangePassword) return <ChangePasswordPage forced />;
  return (
    <Suspense fallback={<Waiting />}>
      <Routes>
        <Route path="/sign-in" element={<Navigate to={cameFrom(location.state) ?? firstPage(me)} replace />} />
        <Route element={<Shell />}>
          <Route index element={<Navigate to={firstPage(me)} replace />} />
          {allowedPages(me).map((page) => {
            const Page = components[page];
            return <Route key={page} path={paths[page]} element={<Page />} />;
          })}
          {maySee(me, 'flows') ? <Route path={`${paths.flows}/:id`} element={<FlowEditorPage />} /> : null}
          {maySee(me, 'conferences') ? <Route path={`${paths.conferences}/:id`} element={<ConferencePage />} /> : null}
          <Route path="/password" element={<ChangePasswordPage forced={false} />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Suspense>
  );
}

function allowedPages(me: Me): PageName[] {
  // Object.keys answers string[]; the keys of `pages` are the page names.
  return (Object.keys(pages) as PageName[]).filter((page) => maySee(me, page));
}

/** Where the visitor wanted to go before he was asked to sign in. */
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
