import { EyeOutlined } from '@ant-design/icons';
import type { PanelCall, SupervisionMode } from '@zuoxi/contract';
import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePhone } from '../../phone/phone-context.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import styles from './supervision.module.css';
import { useSupervision } from './use-supervision.ts';

const modes: readonly SupervisionMode[] = ['listen', 'whisper', 'barge'];

/** One's own supervision, wherever one is: whom, how, and what can be made of it without dialling again. Nothing when there is none. */
export function SupervisionBar() {
  const { panel } = usePhone();
  const call = panel?.call;
  return call?.supervision ? <Bar call={call} supervision={call.supervision} /> : null;
}

function Bar({ call, supervision }: { call: PanelCall; supervision: NonNullable<PanelCall['supervision']> }) {
  const { t } = useTranslation();
  const { actions } = usePhone();
  const { supervise, breakIn, pending } = useSupervision();
  const { agentId, agentName, mode, state } = supervision;
  const supervised = { agentId, agentName, customer: call.customerName ?? call.customerNumber };
  return (
    <section className={styles.bar} aria-label={t('supervision.bar')} data-testid="supervision-bar">
      <span className={styles.whom}>
        <EyeOutlined />
        <span className="muted">{t('supervision.supervising')}</span>
        <strong className="ellipsis">{agentName}</strong>
        {call.answeredAt && state === 'up' ? <Elapsed since={call.answeredAt} /> : null}
      </span>
      {call.customerLeft ? null : (
        <Segmented<SupervisionMode>
          value={mode}
          disabled={pending}
          aria-label={t('supervision.mode')}
          options={modes.map((value) => ({ value, label: t(`supervision.${value}`), tooltip: t(`supervision.${value}Hint`) }))}
          onChange={(next) => supervise(agentId, next)}
        />
      )}
      <span className={`muted ellipsis ${styles.hint}`} role="status">
        {call.customerLeft && state === 'up'
          ? t(call.releasedBy === null ? 'supervision.customerGone' : 'supervision.released', { agent: agentName })
          : t(state === 'ringing' ? 'supervision.ringing' : `supervision.${mode}Hint`)}
      </span>
      <span className={styles.orders}>
        {call.customerLeft ? null : (
          <>
            <Button danger onClick={() => breakIn('release', supervised)}>
              {t('supervision.release')}
            </Button>
            <Button danger onClick={() => breakIn('takeOver', supervised)}>
              {t('supervision.takeOver')}
            </Button>
          </>
        )}
        <Button onClick={actions.hangup} loading={actions.pending.hangup}>
          {t('supervision.end')}
        </Button>
      </span>
    </section>
  );
}
