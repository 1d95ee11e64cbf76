import {
  BackwardOutlined,
  CaretRightFilled,
  CloseOutlined,
  DownloadOutlined,
  ForwardOutlined,
  PauseOutlined,
  SoundOutlined,
} from '@ant-design/icons';
import { Button, Segmented, Slider, Spin, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './audio-player.module.css';
import { formatDuration } from './format.ts';
import { ReasonedButton } from './reasoned-button.tsx';
import { type Peaks, speeds, useWaveform } from './use-waveform.ts';

interface AudioPlayerProps {
  url: string;
  downloadUrl: string;
  /** Where the server has looked through the sound. */
  loadPeaks?(signal: AbortSignal): Promise<Peaks>;
  /** What is being played, in words. */
  title?: ReactNode;
  autoPlay?: boolean;
  /** Only the customer is on it, in one channel. */
  oneVoice?: boolean;
  onClose?(): void;
}

/** A recording with the customer's voice above and the agent's below; a message has one voice. */
export function AudioPlayer({ url, downloadUrl, loadPeaks, title, autoPlay = false, oneVoice = false, onClose }: AudioPlayerProps) {
  const { t } = useTranslation();
  const { container, status, playing, time, duration, speed, volume, toggle, skip, setSpeed, setVolume } = useWaveform(
    url,
    autoPlay,
    loadPeaks,
  );
  const why = status === 'ready' ? undefined : t(`player.${status}`);
  return (
    <div className={styles.player}>
      {title || onClose ? (
        <div className={styles.head}>
          <div className={styles.title}>{title}</div>
          {onClose ? (
            <Tooltip title={t('player.close')}>
              <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('player.close')} onClick={onClose} />
            </Tooltip>
          ) : null}
        </div>
      ) : null}
      <div className={`${styles.wave} ${oneVoice ? styles.oneVoice : ''}`}>
        <div className={styles.labels}>
          <span className={styles.customer}>{t('player.customer')}</span>
          {oneVoice ? null : <span className={styles.agent}>{t('player.agent')}</span>}
        </div>
        <div className={styles.canvas}>
          <section ref={container} aria-label={t('player.waveform')} />
          {status === 'loading' ? (
            <div className={styles.overlay}>
              <Spin size="small" /> {t('player.loading')}
            </div>
          ) : null}
          {status === 'failed' ? (
            <div className={styles.overlay} role="alert">
              {t('player.failed')}
            </div>
          ) : null}
        </div>
      </div>
      <div className={styles.controls}>
        <ReasonedButton
          type="primary"
          shape="circle"
          why={why}
          icon={playing ? <PauseOutlined /> : <CaretRightFilled />}
          aria-label={t(playing ? 'player.pause' : 'player.play')}
          onClick={toggle}
          data-testid="play"
        />
        <Skip seconds={-5} label={t('player.back')} icon={<BackwardOutlined />} why={why} onSkip={skip} />
        <Skip seconds={5} label={t('player.forward')} icon={<ForwardOutlined />} why={why} onSkip={skip} />
        <span className="num">
          {formatDuration(time)} <span className="muted">/ {formatDuration(duration)}</span>
        </span>
        <Segmented
          size="small"
          value={speed}
          onChange={setSpeed}
          options={speeds.map((value) => ({ value, label: `${value}×` }))}
          aria-label={t('player.speed')}
        />
        <span className={styles.volume}>
          <SoundOutlined />
          <Slider
            min={0}
            max={1}
            step={0.05}
            value={volume}
            onChange={setVolume}
            tooltip={{ open: false }}
            ariaLabelForHandle={t('player.volume')}
            className={styles.slider ?? ''}
          />
        </span>
        <Tooltip title={t('player.download')}>
          <Button
            icon={<DownloadOutlined />}
            href={downloadUrl}
            download
            aria-label={t('player.download')}
            style={{ marginInlineStart: 'auto' }}
          />
        </Tooltip>
      </div>
    </div>
  );
}

interface SkipProps {
  seconds: number;
  label: string;
  icon: ReactNode;
  why: string | undefined;
  onSkip(seconds: number): void;
}

function Skip({ seconds, label, icon, why, onSkip }: SkipProps) {
  return <ReasonedButton type="text" why={why} tip={label} icon={icon} aria-label={label} onClick={() => onSkip(seconds)} />;
}
