import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AnswerButton, HangupButton } from '../phone/call-buttons.tsx';
import type { CallView } from '../phone/call-view.ts';
import { PHONE_PAGE } from '../phone/phone-page.ts';
import { QualityLamp } from '../phone/quality-lamp.tsx';
import { callKind, stageText } from '../phone/stage-text.ts';
import { PhoneNumber } from '../ui/phone-number.tsx';
import { StateIcon } from '../ui/status-lamp.tsx';
import { Elapsed } from '../ui/timer.tsx';
import styles from './shell.module.css';

/** The call in one line, on every page but the panel, which has it in full. */
export function PhoneBar({ call }: { call: CallView }) {
  const { t } = useTranslation();
  const incoming = call.stage === 'incoming';
  const connected = call.stage === 'talking' || call.stage === 'held';
  const kind = callKind(call);
  const about = [call.number ? call.name : null, kind ? t(kind) : null, t(stageText(call))].filter(Boolean).join(' · ');
  return (
    <div className={`${styles.bar} ${incoming ? styles.barIncoming : ''}`}>
      <StateIcon state={connected ? 'talking' : 'ringing'} />
      <Link to={PHONE_PAGE} className={styles.barText} style={{ color: 'inherit' }}>
        <span className={styles.barNumber} data-testid="incoming-number">
          {call.number ? <PhoneNumber number={call.number} /> : call.name}
        </span>
        <span className={`${styles.barStage} ellipsis`}>{about}</span>
        {call.since ? (
          <span data-testid="call-timer">
            <Elapsed since={call.since} />
          </span>
        ) : null}
      </Link>
      {connected ? <QualityLamp compact /> : null}
      <span style={{ display: 'flex', gap: 4 }}>
        {incoming ? <AnswerButton call={call} compact /> : null}
        <HangupButton compact />
      </span>
    </div>
  );
}
