import { MenuFoldOutlined, MenuOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Button, Drawer, Tooltip } from 'antd';
import { type ComponentType, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { PhoneProvider } from '../phone/phone-context.tsx';
import { RealtimeProvider } from '../realtime/realtime-context.tsx';
import { BrandMark } from '../ui/brand.tsx';
import { NARROW, PHONE_SIZED, useMedia } from '../ui/use-media.ts';
import { Waiting } from '../ui/waiting.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import type { FeaturePage } from './feature.ts';
import { Header } from './header.tsx';
import { useMe, useSession } from './session.tsx';
import styles from './shell.module.css';
import { SideMenu } from './side-menu.tsx';

const COLLAPSED_KEY = 'zuoxi.menuCollapsed';

interface ShellProps {
  /** Those that one may see. */
  pages: readonly FeaturePage[];
  /** Stand over every page. */
  overlays: readonly ComponentType[];
  /** Stand between the header and every page. */
  banners: readonly ComponentType[];
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

function Frame({ pages, overlays, banners }: ShellProps) {
  const { pathname } = useLocation();
  const narrow = useMedia(NARROW);
  const phoneSized = useMedia(PHONE_SIZED);
  const [folded, setFolded] = useState(() => localStorage.getItem(COLLAPSED_KEY) === '1');
  const [menuOpen, setMenuOpen] = useState(false);
  const collapsed = folded || narrow;
  // Who has chosen a page wants to see it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: closed whenever the page changes.
  useEffect(() => setMenuOpen(false), [pathname]);
  const toggle = () => {
    if (narrow) {
      setMenuOpen(true);
      return;
    }
    localStorage.setItem(COLLAPSED_KEY, folded ? '0' : '1');
    setFolded(!folded);
  };
  return (
    <div className={`${styles.frame} ${collapsed ? styles.collapsed : ''}`}>
      {phoneSized ? null : (
        <aside className={styles.side}>
          <Brand named={!collapsed} />
          <SideMenu pages={pages} collapsed={collapsed} />
          <FoldButton collapsed={collapsed} onClick={toggle} />
        </aside>
      )}
      <Header menuButton={phoneSized ? <MenuButton onClick={() => setMenuOpen(true)} /> : null} />
      <div className={styles.banners}>
        {banners.map((Banner, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes.
          <Banner key={index} />
        ))}
      </div>
      <main className={styles.main}>
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Drawer
        open={narrow && menuOpen}
        onClose={() => setMenuOpen(false)}
        placement="left"
        size={248}
        title={<Brand named />}
        styles={{ header: { padding: '0 8px 0 0' }, body: { padding: 0, display: 'flex', flexDirection: 'column' } }}
        destroyOnHidden
      >
        <SideMenu pages={pages} collapsed={false} />
      </Drawer>
      {overlays.map((Overlay, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes.
        <Overlay key={index} />
      ))}
    </div>
  );
}

function Brand({ named }: { named: boolean }) {
  const { t } = useTranslation();
  const { tenant } = useMe();
  return (
    <div className={styles.brand}>
      <BrandMark size={26} />
      {named ? (
        <div className={styles.brandText}>
          <div className={styles.brandName}>{t('app.name')}</div>
          <div className={`${styles.tenant} ellipsis`} title={tenant.name}>
            {tenant.name}
          </div>
        </div>
      ) : null}
    </div>
  );
}

function FoldButton({ collapsed, onClick }: { collapsed: boolean; onClick(): void }) {
  const { t } = useTranslation();
  const label = t(collapsed ? 'menu.expand' : 'menu.collapse');
  return (
    <Tooltip title={collapsed ? label : undefined} placement="right">
      <Button
        type="text"
        className={styles.fold}
        aria-label={label}
        icon={collapsed ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        onClick={onClick}
      >
        {collapsed ? null : label}
      </Button>
    </Tooltip>
  );
}

function MenuButton({ onClick }: { onClick(): void }) {
  const { t } = useTranslation();
  return <Button type="text" aria-label={t('menu.open')} icon={<MenuOutlined />} onClick={onClick} data-testid="open-menu" />;
}
