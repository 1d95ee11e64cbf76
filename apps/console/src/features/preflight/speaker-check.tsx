import { SoundOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { audioSettings, changeAudioSettings, followAudioSettings, speakerChoice } from '../../phone/audio-settings.ts';
import { VolumeControl } from '../../phone/volume-control.tsx';
import { useObservable } from '../../ui/observable.ts';
import { Section } from '../../ui/section.tsx';
import { DeviceSelect } from './device-select.tsx';
import styles from './preflight.module.css';
import { scaleTone } from './scale-tone.ts';
import { Verdict } from './verdict.tsx';

/** Only he himself can say whether he hears it. */
type Heard = 'unknown' | 'yes' | 'no';

export function SpeakerCheck() {
  const { t } = useTranslation();
  const { speakerId } = useObservable(audioSettings);
  const { playing, played, play } = useTone();
  const [heard, setHeard] = useState<Heard>('unknown');
  return (
    <Section title={t('preflight.speaker')}>
      <div className={styles.check}>
        <div className={styles.row}>
          {speakerChoice ? (
            <DeviceSelect
              kind="audiooutput"
              label={t('preflight.speaker')}
              value={speakerId}
              onChange={(deviceId) => changeAudioSettings({ speakerId: deviceId })}
            />
          ) : (
            <span className={`muted ${styles.device}`}>{t('preflight.speakerNoChoice')}</span>
          )}
          <Button type="primary" icon={<SoundOutlined />} loading={playing} onClick={play} data-testid="speaker-test">
            {t('preflight.speakerTest')}
          </Button>
        </div>
        <VolumeControl />
        {heard === 'yes' ? <Verdict state="pass" text={t('preflight.speakerGood')} /> : null}
        {heard === 'no' ? <Verdict state="fail" text={t('preflight.speakerBad')} hint={t('preflight.speakerBadHint')} /> : null}
        {heard === 'unknown' ? (
          <Verdict state={playing ? 'running' : 'idle'} text={t(played ? 'preflight.speakerQuestion' : 'preflight.speakerIdle')} />
        ) : null}
        {played ? (
          <div className={styles.answers}>
            <Button size="small" aria-pressed={heard === 'yes'} onClick={() => setHeard('yes')}>
              {t('preflight.speakerYes')}
            </Button>
            <Button size="small" aria-pressed={heard === 'no'} onClick={() => setHeard('no')}>
              {t('preflight.speakerNo')}
            </Button>
          </div>
        ) : null}
      </div>
    </Section>
  );
}

function useTone(): { playing: boolean; played: boolean; play(): void } {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [played, setPlayed] = useState(false);
  useEffect(() => {
    const url = URL.createObjectURL(scaleTone());
    const element = new Audio(url);
    const stopFollowing = followAudioSettings(element);
    element.onended = () => setPlaying(false);
    audio.current = element;
    return () => {
      element.pause();
      stopFollowing();
      URL.revokeObjectURL(url);
    };
  }, []);
  const play = () => {
    const element = audio.current;
    if (!element) return;
    element.currentTime = 0;
    setPlayed(true);
    setPlaying(true);
    element.play().catch(() => setPlaying(false));
  };
  return { playing, played, play };
}
