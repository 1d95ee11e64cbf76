import type { AgentStatus } from '@zuoxi/contract';
import { App, Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { paths } from '../../app/access.ts';
import { useMe } from '../../app/session.tsx';
import { useRaisedHands } from '../../realtime/realtime-context.tsx';
import { HandIcon } from './hand-icon.tsx';
import { playHandTone } from './hand-tone.ts';

/** Tells a supervisor on any page that somebody of his queues asks for help; goes away with the hand. */
export function HandAlerts() {
  return useMe().role === 'supervisor' ? <Alerts /> : null;
}

function Alerts() {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const me = useMe();
  const hands = useRaisedHands();
  /** What is told of, by agent: one raised again is another one. */
  const told = useRef(new Map<string, string>());

  useEffect(() => {
    const raised = new Map(hands.filter((agent) => agent.accountId !== me.accountId).map((agent) => [keyOf(agent), agent]));
    for (const [key] of told.current) {
      if (raised.has(key)) continue;
      told.current.delete(key);
      notification.destroy(key);
    }
    const fresh = [...raised].filter(([key]) => !told.current.has(key));
    for (const [key, agent] of fresh) {
      told.current.set(key, agent.accountId);
      notification.open({
        key,
        icon: <HandIcon size={22} />,
        title: t('supervision.handTitle', { agent: agent.displayName }),
        description: agent.withNumber
          ? t('supervision.handTextWith', { extension: agent.extension, customer: agent.withName ?? agent.withNumber })
          : t('supervision.handText', { extension: agent.extension }),
        actions: (
          <Button
            type="primary"
            size="small"
            onClick={() => {
              notification.destroy(key);
              void navigate(paths.agents);
            }}
          >
            {t('supervision.handOpen')}
          </Button>
        ),
        duration: 0,
        placement: 'bottomRight',
      });
    }
    if (fresh.length > 0) playHandTone();
  }, [hands, me.accountId, navigate, notification, t]);
  useEffect(
    () => () => {
      for (const key of told.current.keys()) notification.destroy(key);
    },
    [notification],
  );
  return null;
}

const keyOf = (agent: AgentStatus): string => `hand ${agent.accountId} ${agent.handSince}`;
