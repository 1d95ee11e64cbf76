import { Menu, type MenuProps } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { type FeaturePage, type MenuGroup, menuGroups } from './feature.ts';
import styles from './shell.module.css';

const titles = {
  work: null,
  crm: 'menu.crm',
  reports: 'menu.reports',
  outbound: 'menu.outbound',
  admin: 'menu.admin',
} as const satisfies Record<MenuGroup, string | null>;

/** `pages`: those that one may see. */
export function SideMenu({ pages, collapsed }: { pages: readonly FeaturePage[]; collapsed: boolean }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  const section = `/${pathname.split('/')[1]}`;
  // On a low screen the menu scrolls: where one is must be seen, however one came there.
  useEffect(() => {
    nav.current?.querySelector(`a[href="${section}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [section]);
  const item = ({ path, menu: { icon: Icon, label, badge: Badge } }: FeaturePage) => ({
    key: path,
    icon: <Icon />,
    label: (
      <Link to={path}>
        {t(label)}
        {Badge ? <Badge /> : null}
      </Link>
    ),
  });
  const items = menuGroups.flatMap((group): NonNullable<MenuProps['items']> => {
    const title = titles[group];
    const visible = pages.filter(({ menu }) => menu.group === group).map(item);
    // A heading over the few pages it has: opening a folder to find one page costs a click each time.
    if (title === null || collapsed) return visible;
    return visible.length === 0 ? [] : [{ key: group, type: 'group', label: t(title), children: visible }];
  });
  return (
    <nav ref={nav} className={styles.menu}>
      <Menu mode="inline" inlineIndent={16} inlineCollapsed={collapsed} selectedKeys={[section]} items={items} style={{ border: 0 }} />
    </nav>
  );
}
