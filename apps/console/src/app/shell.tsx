import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { Reminders } from '../features/reminders/reminders.tsx';
import { HandAlerts } from '../features/supervision/hand-alerts.tsx';
import { PhoneProvider } from '../phone/phone-context.tsx';
import { RealtimeProvider } from '../realtime/realtime-context.tsx';
import { BrandMark } from '../ui/brand.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header } from './header.tsx';
import { useMe, useSession } from './session.tsx';
import styles from './shell.module.css';
import { SideMenu } from './side-menu.tsx';
import { StorageNotice } from './storage-notice.tsx';

const COLLAPSED_KEY = 'zuoxi.menuCollapsed';

export default function Shell() {
  const me = useMe();
  const { lost } = useSession();
  return (
    // Keyed by the account: another one who signs in gets his own connection and phone.
    <RealtimeProvider key={me.accountId} onSignedOut={lost}>
      <PhoneProvider>
        <Frame />
        <HandAlerts />
      </PhoneProvider>
    </RealtimeProvider>
  );
}

function Frame() {
  const { t } = useTranslation();
  const { tenant, role } = useMe();
  const { pathname } = useLocation();
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(COLLAPSED_KEY) === '1');
  const toggle = () => {
    localStorage.setItem(COLLAPSED_KEY, collapsed ? '0' : '1');
    setCollapsed(!collapsed);
  };
  const label = t(collapsed ? 'menu.expand' : 'menu.collapse');
  return (
    <div className={`${styles.frame} ${collapsed ? styles.collapsed : ''}`}>
      <aside className={styles.side}>
        <div className={styles.brand}>
          <BrandMark size={26} />
          {collapsed ? null : (
            <div className={styles.brandText}>
              <div className={styles.brandName}>{t('app.name')}</div>
              <div className={`${styles.tenant} ellipsis`} title={tenant.name}>
                {tenant.name}
              </div>
            </div>
          )}
        </div>
        <SideMenu collapsed={collapsed} />
        <Tooltip title={collapsed ? label : undefined} placement="right">
          <Button
            type="text"
            className={styles.fold}
            aria-label={label}
            icon={collapsed ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
            onClick={toggle}
          >
            {collapsed ? null : label}
          </Button>
        </Tooltip>
      </aside>
      <Header />
      <main className={styles.main}>
        {role === 'administrator' ? <StorageNotice /> : null}
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Reminders />
    </div>
  );
}
