import { cell } from '../ui/observable.ts';

const KEY = 'zuoxi.notify';

export type NotificationState = 'unsupported' | 'blocked' | 'off' | 'on';

function read(): NotificationState {
  if (!('Notification' in window) || !window.isSecureContext) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  return Notification.permission === 'granted' && localStorage.getItem(KEY) !== 'off' ? 'on' : 'off';
}

export const notificationState = cell<NotificationState>('Notification' in globalThis ? read() : 'unsupported');

/** The switch in the header. Turning it on asks the browser for the permission first. */
export async function toggleNotifications(): Promise<void> {
  const on = notificationState.get() !== 'on';
  localStorage.setItem(KEY, on ? 'on' : 'off');
  if (on && 'Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
  notificationState.set(read());
}

interface DesktopNotice {
  title: string;
  body: string;
  /** A later one of the same tag takes its place. */
  tag: string;
  onClick?(): void;
}

/** Shows something on the desktop until it is dealt with; a click brings this page to the front. The answer takes it away. */
export function notify({ title, body, tag, onClick }: DesktopNotice): () => void {
  if (notificationState.get() !== 'on') return () => {};
  const notification = new Notification(title, { body, tag, icon: '/favicon.svg', requireInteraction: true });
  notification.onclick = () => {
    window.focus();
    notification.close();
    onClick?.();
  };
  return () => notification.close();
}

/** Shows a call on the desktop. */
export function notifyCall(title: string, body: string, onClick: () => void): () => void {
  return notify({ title, body, tag: 'zuoxi-call', onClick });
}
