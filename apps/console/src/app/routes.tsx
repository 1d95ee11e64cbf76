import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { ChangePasswordPage } from '../features/session/change-password-page.tsx';
import { SignInPage } from '../features/session/sign-in-page.tsx';
import { ErrorNotice } from '../ui/notice.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { useSession } from './session.tsx';

const SignedIn = lazy(() => import('./signed-in.tsx'));

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
      <SignedIn me={me} />
    </Suspense>
  );
}
