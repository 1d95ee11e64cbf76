import {
  ApartmentOutlined,
  ApiOutlined,
  BarChartOutlined,
  ContactsOutlined,
  ControlOutlined,
  PhoneOutlined,
  SendOutlined,
} from '@ant-design/icons';
import { Menu, type MenuProps } from 'antd';
import type { ParseKeys } from 'i18next';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { type FeaturePage, type MenuGroup, menuGroups } from './feature.ts';
import styles from './shell.module.css';

interface Heading {
  label: ParseKeys;
  icon: ComponentType;
}

const headings: Readonly<Record<MenuGroup, Heading | null>> = {
  work: null,
  service: { label: 'menu.service', icon: PhoneOutlined },
  crm: { label: 'menu.crm', icon: ContactsOutlined },
  outbound: { label: 'menu.outbound', icon: SendOutlined },
  reports: { label: 'menu.reports', icon: BarChartOutlined },
  people: { label: 'menu.people', icon: ApartmentOutlined },
  routing: { label: 'menu.routing', icon: ApiOutlined },
  system: { label: 'menu.system', icon: ControlOutlined },
};

/** So many entries and their headings are one screen of 1366 × 768; with more, a group shows its entries when it is opened. */
const FLAT_UP_TO = 14;

interface SideMenuProps {
  /** Those that one may see. */
  pages: readonly FeaturePage[];
  collapsed: boolean;
}

export function SideMenu({ pages, collapsed }: SideMenuProps) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  const section = `/${pathname.split('/')[1]}`;
  const folds = pages.length > FLAT_UP_TO;
  const here = pages.find(({ path }) => path === section)?.menu.group;
  const [opened, setOpened] = useState<MenuGroup | undefined>(here);
  // However one came to a page, its group is open.
  useEffect(() => setOpened(here), [here]);
  // On a low screen the menu scrolls: where one is must be seen.
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
    const heading = headings[group];
    const visible = pages.filter(({ menu }) => menu.group === group);
    if (visible.length === 0) return [];
    if (heading === null || (collapsed && !folds)) return visible.map(item);
    const children = visible.map(item);
    if (!folds) return [{ key: group, type: 'group', label: t(heading.label), children }];
    const Icon = heading.icon;
    const hidden = opened === group && !collapsed ? [] : visible;
    return [{ key: group, icon: <Icon />, label: <GroupLabel label={heading.label} pages={hidden} />, children }];
  });
  const unfolding: MenuProps = {
    openKeys: opened ? [opened] : [],
    // One at a time: else the menu is longer than the screen again.
    onOpenChange: (keys) => setOpened(menuGroups.find((group) => group !== opened && keys.includes(group))),
  };
  return (
    <nav ref={nav} className={styles.menu}>
      <Menu
        mode="inline"
        inlineIndent={16}
        inlineCollapsed={collapsed}
        selectedKeys={[section]}
        items={items}
        style={{ border: 0 }}
        {...(collapsed ? {} : unfolding)}
      />
    </nav>
  );
}

/** `pages`: those that wait behind a closed heading; what they count is shown at it. */
function GroupLabel({ label, pages }: { label: ParseKeys; pages: readonly FeaturePage[] }) {
  const { t } = useTranslation();
  return (
    <span>
      {t(label)}
      {pages.map(({ path, menu: { badge: Badge } }) => (Badge ? <Badge key={path} /> : null))}
    </span>
  );
}
