import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BrandMark } from '../../ui/brand.tsx';
import { LanguageSwitch, ThemeSwitch } from '../../ui/preference-switches.tsx';
import styles from './session-frame.module.css';

/** The page outside the shell: brand on one side, one form on the other. */
export function SessionFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <aside className={styles.brand}>
        <div className={styles.name}>
          <BrandMark size={36} />
          {t('app.name')}
        </div>
        <Wave />
        <div>
          <p className={styles.lead}>{t('session.lead')}</p>
          <p className={styles.tagline}>{t('app.tagline')}</p>
        </div>
      </aside>
      <main className={styles.main}>
        <div className={styles.switches}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
        <div className={styles.form}>
          <h1 className={styles.title}>{title}</h1>
          {children}
        </div>
      </main>
    </div>
  );
}

/** Two voices of one call: above the line the customer, below it the agent, each in his turn. */
function Wave() {
  const bars = Array.from({ length: 56 }, (_, i) => {
    const turn = Math.sin(i / 5.2);
    const detail = 0.35 + 0.65 * Math.abs(Math.sin(i * 1.7) * Math.cos(i * 0.63));
    return { x: i * 8, up: 3 + 62 * Math.max(0, turn) * detail, down: 3 + 62 * Math.max(0, -turn) * detail };
  });
  return (
    <svg viewBox="0 0 448 144" className={styles.wave} aria-hidden="true">
      {bars.map(({ x, up, down }) => (
        <g key={x}>
          <rect x={x} y={70 - up} width="4" height={up} rx="2" className={styles.customer} />
          <rect x={x} y={74} width="4" height={down} rx="2" className={styles.agent} />
        </g>
      ))}
    </svg>
  );
}
