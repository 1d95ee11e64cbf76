import { PhoneOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CallQuality, qualityLevel } from '../../phone/call-quality.ts';
import { usePhone } from '../../phone/phone-context.tsx';
import { QualityFigures } from '../../phone/quality-lamp.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { Section } from '../../ui/section.tsx';
import { meanQuality } from './mean-quality.ts';
import styles from './preflight.module.css';
import { Verdict } from './verdict.tsx';

/** The feature code by which the engine sends back what it hears. */
export const ECHO_TEST = '*43';
const MEASURE_S = 8;

/** A real call to the engine and back: what the network does to a voice. */
export function TestCall() {
  const { t } = useTranslation();
  const { call, status, actions } = usePhone();
  const own = call?.number === ECHO_TEST;
  const talking = own && call.stage === 'talking';
  const { second, result } = useMeasurement(talking, actions.hangup);
  return (
    <Section title={t('preflight.testCall')}>
      <div className={styles.check}>
        <div className={styles.row}>
          <span className={`muted ${styles.device}`}>{call && !own ? t('preflight.testCallBusy') : t('preflight.testCallHint')}</span>
          {own ? (
            <Button danger onClick={actions.hangup}>
              {t('preflight.testCallStop')}
            </Button>
          ) : (
            <ReasonedButton
              type="primary"
              icon={<PhoneOutlined />}
              why={call !== null ? t('common.why.inCall') : status.usable ? undefined : t('common.why.noPhone')}
              loading={actions.pending.dial}
              onClick={() => void actions.dial(ECHO_TEST)}
              data-testid="test-call"
            >
              {t('preflight.testCallStart')}
            </ReasonedButton>
          )}
        </div>
        {own ? (
          <>
            <Verdict state="running" text={t('preflight.testCallRunning')} />
            <Progress percent={Math.round((second / MEASURE_S) * 100)} showInfo={false} size="small" aria-label={t('preflight.testCall')} />
          </>
        ) : (
          <Result result={result} />
        )}
      </div>
    </Section>
  );
}

type Measured = CallQuality | 'noMedia' | null;

/** Gathers what the lamp shows while the call is up, and hangs up after its time. */
function useMeasurement(talking: boolean, hangup: () => void): { second: number; result: Measured } {
  const { quality } = usePhone();
  const [second, setSecond] = useState(0);
  const [result, setResult] = useState<Measured>(null);
  const latest = useRef(hangup);
  useEffect(() => {
    latest.current = hangup;
  });
  useEffect(() => {
    if (!talking) return;
    const seen: CallQuality[] = [];
    const gather = () => {
      const now = quality.get();
      if (now) seen.push(now);
    };
    const unsubscribe = quality.subscribe(gather);
    let passed = 0;
    const timer = setInterval(() => {
      passed += 1;
      setSecond(passed);
      if (passed === MEASURE_S) latest.current();
    }, 1000);
    return () => {
      unsubscribe();
      clearInterval(timer);
      setSecond(0);
      setResult(meanQuality(seen) ?? 'noMedia');
    };
  }, [talking, quality]);
  return { second, result };
}

const texts = { good: 'preflight.testCallGood', fair: 'preflight.testCallFair', poor: 'preflight.testCallPoor' } as const;
const states = { good: 'pass', fair: 'warn', poor: 'fail' } as const;

function Result({ result }: { result: Measured }) {
  const { t } = useTranslation();
  if (result === null) return <Verdict state="idle" text={t('preflight.idle')} />;
  if (result === 'noMedia') return <Verdict state="fail" text={t('preflight.testCallNoMedia')} hint={t('preflight.testCallNoMediaHint')} />;
  const level = qualityLevel(result.mos);
  return (
    <>
      <Verdict
        state={states[level]}
        text={t(texts[level], { mos: result.mos.toFixed(1) })}
        hint={level === 'good' ? undefined : t('preflight.testCallPoorHint')}
      />
      <QualityFigures quality={result} />
    </>
  );
}
