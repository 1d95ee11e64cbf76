import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatPercent } from '../ui/format.ts';
import { useObservable } from '../ui/observable.ts';
import { type CallQuality, type QualityLevel, qualityLevel } from './call-quality.ts';
import { usePhone } from './phone-context.tsx';
import styles from './quality-lamp.module.css';

const bars: Readonly<Record<QualityLevel, number>> = { good: 3, fair: 2, poor: 1 };

/** How the call sounds: bars, a word and a colour, with the figures in the tooltip. A desk phone's sound passes this browser by. */
export function QualityLamp({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const quality = useObservable(phone.quality);
  if (!phone.web) return null;
  const level = quality && qualityLevel(quality.mos);
  const word = level ? t(`quality.${level}`) : t('quality.measuring');
  const label = quality ? t('quality.label', { level: word, mos: quality.mos.toFixed(1) }) : `${t('quality.title')} ${word}`;
  return (
    <Tooltip title={quality ? <QualityFigures quality={quality} /> : label}>
      <span className={`${styles.lamp} ${styles[level ?? 'measuring']}`} role="img" aria-label={label} data-testid="quality-lamp">
        <Bars count={level ? bars[level] : 0} />
        {compact ? null : word}
      </span>
    </Tooltip>
  );
}

function Bars({ count }: { count: number }) {
  return (
    <svg width="14" height="12" viewBox="0 0 14 12" fill="currentColor" aria-hidden="true">
      {[0, 1, 2].map((bar) => (
        <rect key={bar} className={bar < count ? '' : styles.off} x={bar * 5} y={8 - bar * 4} width="4" height={4 + bar * 4} rx="1" />
      ))}
    </svg>
  );
}

export function QualityFigures({ quality }: { quality: CallQuality }) {
  const { t } = useTranslation();
  const ms = (value: number | null) => (value === null ? t('quality.unknown') : t('quality.ms', { value: Math.round(value) }));
  return (
    <dl className={`num ${styles.figures}`}>
      <dt>{t('quality.mos')}</dt>
      <dd>{quality.mos.toFixed(1)}</dd>
      <dt>{t('quality.lossIn')}</dt>
      <dd>{formatPercent(quality.lossIn)}</dd>
      <dt>{t('quality.lossOut')}</dt>
      <dd>{formatPercent(quality.lossOut)}</dd>
      <dt>{t('quality.jitter')}</dt>
      <dd>{ms(quality.jitterMs)}</dd>
      <dt>{t('quality.roundTrip')}</dt>
      <dd>{ms(quality.roundTripMs)}</dd>
    </dl>
  );
}
