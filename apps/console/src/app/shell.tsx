import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type ComponentType, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { PhoneProvider } from '../phone/phone-context.tsx';
import { RealtimeProvider } from '../realtime/realtime-context.tsx';
import { BrandMark } from '../ui/brand.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import type { FeaturePage } from './feature.ts';
import { Header } from './header.tsx';
import { useMe, useSession } from './session.tsx';
import styles from './shell.module.css';
import { SideMenu } from './side-menu.tsx';
import { StorageNotice } from './storage-notice.tsx';

const COLLAPSED_KEY = 'zuoxi.menuCollapsed';

interface ShellProps {
  /** Those that one may see. */
  pages: readonly FeaturePage[];
  /** Stand over every page. */
  overlays: readonly ComponentType[];
}

export function Shell(props: ShellProps) {
  const me = useMe();
  const { lost } = useSession();
  return (
    // Keyed by the account: another one who signs in gets his own connection and phone.
    <RealtimeProvider key={me.accountId} onSignedOut={lost}>
      <PhoneProvider>
        <Frame {...props} />
      </PhoneProvider>
    </RealtimeProvider>
  );
}

function Frame({ pages, overlays }: ShellProps) {
  const { t } = useTranslation();
  const { tenant, permissions } = useMe();
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
        <SideMenu pages={pages} collapsed={collapsed} />
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
        {permissions.includes('storage.read') ? <StorageNotice /> : null}
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      {overlays.map((Overlay, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes.
        <Overlay key={index} />
      ))}
    </div>
  );
}
