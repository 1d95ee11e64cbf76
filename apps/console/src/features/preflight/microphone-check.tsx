import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { audioSettings, changeAudioSettings } from '../../phone/audio-settings.ts';
import { useObservable } from '../../ui/observable.ts';
import { Section } from '../../ui/section.tsx';
import { DeviceSelect } from './device-select.tsx';
import { levelVerdict, meterPercent } from './level.ts';
import styles from './preflight.module.css';
import { type MicrophoneLevel, useMicrophoneLevel } from './use-microphone-level.ts';
import { Verdict } from './verdict.tsx';

export function MicrophoneCheck() {
  const { t } = useTranslation();
  const [on, setOn] = useState(false);
  const { microphoneId } = useObservable(audioSettings);
  const level = useMicrophoneLevel(on, microphoneId);
  return (
    <Section title={t('preflight.microphone')}>
      <div className={styles.check}>
        <div className={styles.row}>
          <DeviceSelect
            kind="audioinput"
            label={t('preflight.microphone')}
            value={microphoneId}
            onChange={(deviceId) => changeAudioSettings({ microphoneId: deviceId })}
          />
          <Button type={on ? 'default' : 'primary'} onClick={() => setOn(!on)} data-testid="microphone-test">
            {t(on ? 'preflight.micStop' : 'preflight.micStart')}
          </Button>
        </div>
        <Meter level={level} />
        <MicrophoneVerdict on={on} level={level} />
      </div>
    </Section>
  );
}

function Meter({ level: { rmsDb, peakDb } }: { level: MicrophoneLevel }) {
  const { t } = useTranslation();
  const percent = meterPercent(rmsDb ?? -100);
  return (
    // biome-ignore lint/a11y/useSemanticElements: <meter> has no second mark for the peak
    <div
      className={styles.meter}
      role="meter"
      aria-label={t('preflight.level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
    >
      <div className={styles.meterBar} style={{ width: `${percent}%` }} />
      <div className={styles.meterPeak} style={{ insetInlineStart: `${meterPercent(peakDb)}%` }} />
    </div>
  );
}

function MicrophoneVerdict({ on, level }: { on: boolean; level: MicrophoneLevel }) {
  const { t } = useTranslation();
  if (!on) return <Verdict state="idle" text={t('preflight.micIdle')} />;
  if (level.failed) return <Verdict state="fail" text={t('preflight.micFailed')} hint={t('preflight.micFailedHint')} />;
  if (level.rmsDb === null) return <Verdict state="running" text={t('preflight.checking')} />;
  switch (levelVerdict(level.peakDb)) {
    case 'silent':
      return <Verdict state="fail" text={t('preflight.micSilent')} hint={t('preflight.micSilentHint')} />;
    case 'quiet':
      return <Verdict state="warn" text={t('preflight.micQuiet')} hint={t('preflight.micQuietHint')} />;
    case 'loud':
      return <Verdict state="warn" text={t('preflight.micLoud')} hint={t('preflight.micLoudHint')} />;
    case 'good':
      return <Verdict state="pass" text={t('preflight.micGood')} />;
  }
}
