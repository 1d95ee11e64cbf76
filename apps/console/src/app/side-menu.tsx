import {
  ApiOutlined,
  AudioOutlined,
  BarChartOutlined,
  BranchesOutlined,
  ClockCircleOutlined,
  CommentOutlined,
  ContactsOutlined,
  ControlOutlined,
  CustomerServiceOutlined,
  DashboardOutlined,
  FormOutlined,
  InboxOutlined,
  LoginOutlined,
  LogoutOutlined,
  MessageOutlined,
  RetweetOutlined,
  ScheduleOutlined,
  SettingOutlined,
  SmileOutlined,
  SoundOutlined,
  StarOutlined,
  StopOutlined,
  TeamOutlined,
  UnorderedListOutlined,
  UsergroupAddOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Menu, type MenuProps } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { SetAsideCount } from '../features/set-aside-facts/set-aside-count.tsx';
import { UnhandledCount } from '../features/voicemail/unhandled-count.tsx';
import { maySee, type PageName, paths } from './access.ts';
import { useMe } from './session.tsx';
import styles from './shell.module.css';

const icons: Readonly<Record<PageName, ReactNode>> = {
  panel: <CustomerServiceOutlined />,
  preflight: <DashboardOutlined />,
  agents: <TeamOutlined />,
  conferences: <CommentOutlined />,
  voicemail: <MessageOutlined />,
  callbacks: <RetweetOutlined />,
  recordings: <AudioOutlined />,
  satisfaction: <SmileOutlined />,
  customers: <ContactsOutlined />,
  callbackPlans: <ScheduleOutlined />,
  crmFields: <FormOutlined />,
  calls: <UnorderedListOutlined />,
  blacklist: <StopOutlined />,
  accounts: <UserOutlined />,
  queues: <UsergroupAddOutlined />,
  skills: <StarOutlined />,
  trunks: <ApiOutlined />,
  inboundRoutes: <LoginOutlined />,
  dialRules: <LogoutOutlined />,
  openingHours: <ClockCircleOutlined />,
  prompts: <SoundOutlined />,
  flows: <BranchesOutlined />,
  setAsideFacts: <InboxOutlined />,
  settings: <ControlOutlined />,
};

interface Group {
  key: string;
  title: 'menu.crm' | 'menu.reports' | 'menu.outbound' | 'menu.admin' | null;
  icon?: ReactNode;
  pages: readonly PageName[];
}

const groups: readonly Group[] = [
  {
    key: 'work',
    title: null,
    pages: ['panel', 'agents', 'conferences', 'voicemail', 'callbacks', 'recordings', 'satisfaction', 'preflight'],
  },
  { key: 'crm', title: 'menu.crm', icon: <ContactsOutlined />, pages: ['customers', 'callbackPlans', 'crmFields'] },
  { key: 'reports', title: 'menu.reports', icon: <BarChartOutlined />, pages: ['calls'] },
  { key: 'outbound', title: 'menu.outbound', icon: <StopOutlined />, pages: ['blacklist'] },
  {
    key: 'admin',
    title: 'menu.admin',
    icon: <SettingOutlined />,
    pages: [
      'accounts',
      'queues',
      'skills',
      'trunks',
      'inboundRoutes',
      'dialRules',
      'openingHours',
      'flows',
      'prompts',
      'setAsideFacts',
      'settings',
    ],
  },
];

export function SideMenu({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  const section = `/${pathname.split('/')[1]}`;
  // On a low screen the menu scrolls: where one is must be seen, however one came there.
  useEffect(() => {
    nav.current?.querySelector(`a[href="${section}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [section]);
  const item = (page: PageName) => ({
    key: paths[page],
    icon: icons[page],
    label: (
      <Link to={paths[page]}>
        {t(`menu.${page}`)}
        {page === 'voicemail' ? <UnhandledCount /> : null}
        {page === 'setAsideFacts' ? <SetAsideCount /> : null}
      </Link>
    ),
  });
  const items = groups.flatMap((group): NonNullable<MenuProps['items']> => {
    const visible = group.pages.filter((page) => maySee(me, page));
    // A heading over the few pages it has: opening a folder to find one page costs a click each time.
    if (group.title === null || collapsed) return visible.map(item);
    return visible.length === 0 ? [] : [{ key: group.key, type: 'group', label: t(group.title), children: visible.map(item) }];
  });
  return (
    <nav ref={nav} className={styles.menu}>
      <Menu mode="inline" inlineIndent={16} inlineCollapsed={collapsed} selectedKeys={[section]} items={items} style={{ border: 0 }} />
    </nav>
  );
}
