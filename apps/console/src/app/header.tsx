import {
  BellFilled,
  BellOutlined,
  DisconnectOutlined,
  DownOutlined,
  LockOutlined,
  LogoutOutlined,
  MutedOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { App, Button, Dropdown, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { errorText } from '../api/client.ts';
import { notificationState, toggleNotifications } from '../phone/notifications.ts';
import { usePhone } from '../phone/phone-context.tsx';
import { PHONE_PAGE } from '../phone/phone-page.ts';
import { isStarting } from '../phone/phone-status.ts';
import { soundBlocked } from '../phone/sound-permission.ts';
import { useConnected, useServerTrouble } from '../realtime/realtime-context.tsx';
import { ownDrafts, unsavedOf } from '../ui/draft-store.ts';
import { useObservable } from '../ui/observable.ts';
import { LanguageSwitch, ThemeSwitch } from '../ui/preference-switches.tsx';
import { Lamp, StateIcon } from '../ui/status-lamp.tsx';
import { PhoneBar } from './phone-bar.tsx';
import { useMe, useSession } from './session.tsx';
import styles from './shell.module.css';

/** `menuButton`: where the menu does not stand beside the page. */
export function Header({ menuButton }: { menuButton: ReactNode }) {
  const { t } = useTranslation();
  const connected = useConnected();
  const { call } = usePhone();
  const { pathname } = useLocation();
  return (
    <header className={styles.header}>
      {menuButton}
      <PhoneState />
      {connected ? null : (
        <span className={styles.lost} role="status">
          <DisconnectOutlined />
          {t('header.realtimeLost')}
        </span>
      )}
      <ServerTrouble />
      <SoundBlocked />
      {call && pathname !== PHONE_PAGE ? <PhoneBar call={call} /> : null}
      <div className={styles.tools}>
        <NotificationSwitch />
        <LanguageSwitch />
        <ThemeSwitch />
        <UserMenu />
      </div>
    </header>
  );
}

/** A web phone that nobody has clicked on yet rings without sound: said before the first call comes. */
function SoundBlocked() {
  const { t } = useTranslation();
  if (!useObservable(soundBlocked)) return null;
  return (
    <span className={`${styles.lost} ellipsis`} role="status" data-testid="sound-blocked" title={t('header.soundBlockedHint')}>
      <MutedOutlined />
      {t('header.soundBlocked')}
    </span>
  );
}

/** The server is there and something that it needs is not: what still works, and what does not. */
function ServerTrouble() {
  const { t } = useTranslation();
  const trouble = useServerTrouble();
  if (trouble.length === 0) return null;
  // Without an engine nobody can phone: that is said first.
  const worst = (['engine', 'database'] as const).find((check) => trouble.includes(check)) ?? 'other';
  const text = t(`header.trouble.${worst}`);
  return (
    <Tooltip title={t(`header.troubleHint.${worst}`)}>
      <span className={`${styles.lost} ellipsis`} role="status" data-testid="server-trouble">
        <WarningOutlined />
        {text}
      </span>
    </Tooltip>
  );
}

function PhoneState() {
  const { t } = useTranslation();
  const { extension } = useMe();
  const { status, takeOver } = usePhone();
  return (
    <div className={styles.phoneState} role="status">
      {extension && !isStarting(status) ? <Lamp usable={status.usable} size={14} /> : <StateIcon state="offline" size={14} />}
      {extension ? (
        <span className={`num ${styles.extension}`} title={t('header.extension', { number: extension.number })}>
          {extension.number}
        </span>
      ) : null}
      <span className={`muted ellipsis ${styles.phoneText}`} data-testid="phone-state">
        {t(`phone.${status.text}`)}
      </span>
      {status.text === 'elsewhere' ? (
        <Button size="small" onClick={takeOver}>
          {t('phone.useHere')}
        </Button>
      ) : null}
    </div>
  );
}

const notificationHints = {
  on: 'header.notifyOn',
  off: 'header.notifyOff',
  blocked: 'header.notifyBlocked',
  unsupported: 'header.notifyUnsupported',
} as const;

function NotificationSwitch() {
  const { t } = useTranslation();
  const state = useObservable(notificationState);
  const label = t(notificationHints[state]);
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        aria-label={label}
        aria-pressed={state === 'on'}
        // Not `disabled`: the tooltip that says why would not show.
        aria-disabled={state === 'blocked' || state === 'unsupported'}
        icon={state === 'on' ? <BellFilled style={{ color: 'var(--ant-color-primary)' }} /> : <BellOutlined />}
        onClick={() => (state === 'on' || state === 'off' ? void toggleNotifications() : undefined)}
      />
    </Tooltip>
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const me = useMe();
  const { signOut } = useSession();
  const navigate = useNavigate();
  const items = [
    { key: 'password', icon: <LockOutlined />, label: t('header.changePassword') },
    { key: 'signOut', icon: <LogoutOutlined />, label: t('header.signOut') },
  ];
  const leave = () => void signOut().catch((error: unknown) => void message.error(errorText(error)));
  const onClick = ({ key }: { key: string }) => {
    if (key === 'password') void navigate('/password');
    else if (unsavedOf(ownDrafts().all.get(), me.accountId).length === 0) leave();
    else
      modal.confirm({
        title: t('header.signOutTitle'),
        content: t('header.signOutHint'),
        okText: t('header.signOut'),
        okButtonProps: { danger: true },
        cancelText: t('common.cancel'),
        onOk: leave,
      });
  };
  return (
    <Dropdown menu={{ items, onClick }} trigger={['click']} placement="bottomRight">
      <Button type="text" className={styles.user}>
        <span className={styles.userText}>
          <span className={`ellipsis ${styles.userName}`}>{me.displayName}</span>
          <span className={`muted ${styles.userRole}`}>{t(`role.${me.role}`)}</span>
        </span>
        <DownOutlined style={{ fontSize: 10 }} />
      </Button>
    </Dropdown>
  );
}
