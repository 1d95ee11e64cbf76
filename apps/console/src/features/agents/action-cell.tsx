import { MoreOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import type { AgentStatus } from '@zuoxi/contract';
import { Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './agents.module.css';
import { type AgentAction, actionsOf, type Onlooker } from './board.ts';

export interface ActionCellProps {
  agent: AgentStatus;
  onlooker: Onlooker;
  perform(action: AgentAction, agent: AgentStatus): void;
  onWhy(agent: AgentStatus): void;
}

const dangerous: readonly AgentAction[] = ['release', 'takeOver', 'signOut'];

/** Plain buttons, because a board of 500 draws a lot of them. */
export function ActionCell({ agent, onlooker, perform, onWhy }: ActionCellProps) {
  const { t } = useTranslation();
  const { first, rest } = actionsOf(agent, onlooker);
  const nameOf = (action: string) => t('supervision.actionOf', { action, agent: agent.displayName });
  return (
    <span className={styles.actions}>
      {first.map((action) => (
        <button
          key={action}
          type="button"
          className={styles.action}
          aria-label={nameOf(t(`supervision.${action}`))}
          onClick={() => perform(action, agent)}
        >
          {t(`supervision.${action}`)}
        </button>
      ))}
      <span className={styles.lastActions}>
        <button
          type="button"
          className={styles.iconAction}
          aria-label={nameOf(t('why.button'))}
          title={t('why.button')}
          onClick={() => onWhy(agent)}
        >
          <QuestionCircleOutlined />
        </button>
        {rest.length > 0 ? <MoreActions agent={agent} actions={rest} perform={perform} /> : null}
      </span>
    </span>
  );
}

function MoreActions({ agent, actions, perform }: Pick<ActionCellProps, 'agent' | 'perform'> & { actions: AgentAction[] }) {
  const { t } = useTranslation();
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      autoFocus
      destroyOnHidden
      menu={{
        items: actions.map((action) => ({ key: action, label: t(`supervision.${action}`), danger: dangerous.includes(action) })),
        onClick({ key }) {
          const chosen = actions.find((action) => action === key);
          if (chosen) perform(chosen, agent);
        },
      }}
    >
      <button
        type="button"
        className={styles.iconAction}
        aria-label={t('supervision.moreOf', { agent: agent.displayName })}
        title={t('supervision.more')}
      >
        <MoreOutlined />
      </button>
    </Dropdown>
  );
}
