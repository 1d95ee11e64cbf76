import { ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePhone } from '../../phone/phone-context.tsx';
import { useConnected } from '../../realtime/realtime-context.tsx';
import { Section } from '../../ui/section.tsx';
import styles from './preflight.module.css';
import { Verdict } from './verdict.tsx';

const SLOW_MS = 300;
const TRIES = 3;

/** Is the phone registered, how far away is the engine, do changes arrive? */
export function NetworkCheck() {
  const { t } = useTranslation();
  const { status, web } = usePhone();
  const connected = useConnected();
  const roundTrip = useQuery({
    queryKey: ['sip-round-trip', status.usable],
    queryFn: async () => {
      const times: number[] = [];
      for (let tried = 0; tried < TRIES; tried++) {
        const ms = await web?.roundTrip();
        if (ms != null) times.push(ms);
      }
      return times.length > 0 ? Math.min(...times) : null;
    },
    enabled: web !== null && status.usable,
    staleTime: 0,
    gcTime: 0,
  });
  const refresh = (
    <Button size="small" type="text" icon={<ReloadOutlined />} loading={roundTrip.isFetching} onClick={() => void roundTrip.refetch()}>
      {t('preflight.run')}
    </Button>
  );
  return (
    <Section title={t('preflight.network')} extra={web && status.usable ? refresh : null}>
      <div className={styles.check}>
        <Registration />
        {web && status.usable ? <RoundTrip ms={roundTrip.data} /> : null}
        <Verdict state={connected ? 'pass' : 'fail'} text={t(connected ? 'preflight.realtime' : 'preflight.realtimeLost')} />
      </div>
    </Section>
  );
}

function Registration() {
  const { t } = useTranslation();
  const { status } = usePhone();
  if (status.usable) return <Verdict state="pass" text={t('preflight.registered')} />;
  const hint = status.text === 'elsewhere' ? 'preflight.elsewhereHint' : 'preflight.notRegisteredHint';
  return <Verdict state="fail" text={t('preflight.notRegistered', { state: t(`phone.${status.text}`) })} hint={t(hint)} />;
}

/** Undefined: being measured; null: no answer. */
function RoundTrip({ ms }: { ms: number | null | undefined }) {
  const { t } = useTranslation();
  if (ms === undefined) return <Verdict state="running" text={t('preflight.checking')} />;
  if (ms === null) return <Verdict state="fail" text={t('preflight.noAnswer')} hint={t('preflight.noAnswerHint')} />;
  const text = t('preflight.sipRoundTrip', { ms: Math.max(1, Math.round(ms)) });
  return ms > SLOW_MS ? <Verdict state="warn" text={text} hint={t('preflight.slowHint')} /> : <Verdict state="pass" text={text} />;
}
