import type { AgentStatus } from '@zuoxi/contract';
import { App, Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMe } from '../../app/session.tsx';
import { notify } from '../../phone/notifications.ts';
import { useRaisedHands } from '../../realtime/realtime-context.tsx';
import { useEvent } from '../../ui/use-event.ts';
import { AGENTS_PATH } from '../agents/path.ts';
import { HandIcon } from './hand-icon.tsx';
import { playHandTone } from './hand-tone.ts';

/** Tells a supervisor on any page that somebody of his queues asks for help; goes away with the hand. */
export function HandAlerts() {
  return useMe().role === 'supervisor' ? <Alerts /> : null;
}

function Alerts() {
  const me = useMe();
  const hands = useRaisedHands();
  const show = useAlert();
  /** What is shown, by hand, and what takes it away. */
  const shown = useRef(new Map<string, () => void>());

  useEffect(() => {
    const raised = new Map(hands.filter((agent) => agent.accountId !== me.accountId).map((agent) => [keyOf(agent), agent]));
    for (const [key, dismiss] of shown.current) {
      if (raised.has(key)) continue;
      shown.current.delete(key);
      dismiss();
    }
    const fresh = [...raised].filter(([key]) => !shown.current.has(key));
    for (const [key, agent] of fresh) shown.current.set(key, show(key, agent));
    if (fresh.length > 0) playHandTone();
  }, [hands, me.accountId, show]);
  useEffect(
    () => () => {
      for (const dismiss of shown.current.values()) dismiss();
      shown.current.clear();
    },
    [],
  );
  return null;
}

/** On the page, and on the desktop where that is switched on. The answer takes both away. */
function useAlert(): (key: string, agent: AgentStatus) => () => void {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  return useEvent((key: string, { displayName, extension, withName, withNumber }: AgentStatus) => {
    const title = t('supervision.handTitle', { agent: displayName });
    const body = withNumber
      ? t('supervision.handTextWith', { extension, customer: withName ?? withNumber })
      : t('supervision.handText', { extension });
    const open = () => {
      notification.destroy(key);
      void navigate(AGENTS_PATH);
    };
    notification.open({
      key,
      icon: <HandIcon size={22} />,
      title,
      description: body,
      actions: (
        <Button type="primary" size="small" onClick={open}>
          {t('supervision.handOpen')}
        </Button>
      ),
      duration: 0,
      placement: 'bottomRight',
    });
    const dismissOnDesktop = notify({ title, body: `${body} · ${location.host}`, tag: key, onClick: open });
    return () => {
      notification.destroy(key);
      dismissOnDesktop();
    };
  });
}

/** One raised again is another one. */
const keyOf = (agent: AgentStatus): string => `hand ${agent.accountId} ${agent.handSince}`;
