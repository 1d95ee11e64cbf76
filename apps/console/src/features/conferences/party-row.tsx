import { AudioMutedOutlined, AudioOutlined, CloseCircleOutlined, PhoneOutlined, SoundFilled } from '@ant-design/icons';
import type { ConferenceParty } from '@zuoxi/contract';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { StateIcon } from '../../ui/status-lamp.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import styles from './conferences.module.css';
import { isLive, nameOf } from './parties.ts';
import type { ConferenceOrders } from './use-conference-orders.ts';

/** As the lamps of agents, so that a shape tells what a colour tells. */
const lampOf = { ringing: 'ringing', joined: 'talking', left: 'offline', lost: 'busy', declined: 'offline' } as const;

/** One who was asked: how he stands, whether he speaks, and what can be done with him. */
export function PartyRow({ party, orders }: { party: ConferenceParty; orders: ConferenceOrders }) {
  const { t } = useTranslation();
  const { partyId, state, muted, talking, since, number, name } = party;
  return (
    <li className={styles.party} data-testid={`party-${number}`} data-state={state} data-talking={talking}>
      <StateIcon state={lampOf[state]} />
      <span className={styles.who}>
        <strong className="ellipsis">{nameOf(party)}</strong>
        <span className="muted">{name === null ? t('conferences.outside') : <PhoneNumber number={number} />}</span>
      </span>
      <span className={styles.partyState}>
        <span className={state === 'lost' ? styles.lost : undefined}>{t(`partyState.${state}`)}</span>
        <span className="muted">
          <Elapsed since={since} />
        </span>
      </span>
      <span className={styles.voice}>
        {muted && state === 'joined' ? (
          <>
            <AudioMutedOutlined /> {t('conferences.muted')}
          </>
        ) : talking ? (
          <span className={styles.talking}>
            <SoundFilled /> {t('conferences.talking')}
          </span>
        ) : null}
      </span>
      <span className={styles.partyOrders}>
        {state === 'joined' ? (
          <Order
            action={t(muted ? 'conferences.unmute' : 'conferences.mute')}
            icon={muted ? <AudioOutlined /> : <AudioMutedOutlined />}
            party={party}
            onClick={() => orders.mute(partyId, !muted)}
          />
        ) : null}
        {isLive(party) ? (
          <Order
            action={t('conferences.remove')}
            icon={<CloseCircleOutlined />}
            danger
            party={party}
            onClick={() => orders.remove(partyId)}
          />
        ) : (
          <Order action={t('conferences.callAgain')} icon={<PhoneOutlined />} party={party} onClick={() => orders.callAgain(partyId)} />
        )}
      </span>
    </li>
  );
}

interface OrderProps {
  action: string;
  icon: ReactNode;
  party: ConferenceParty;
  danger?: boolean;
  onClick(): void;
}

function Order({ action, icon, party, danger = false, onClick }: OrderProps) {
  const { t } = useTranslation();
  return (
    <Button
      size="small"
      danger={danger}
      icon={icon}
      aria-label={t('conferences.actionOf', { action, who: nameOf(party) })}
      onClick={onClick}
    >
      {action}
    </Button>
  );
}
