import styles from './brand.module.css';

/** The headset with its green lamp. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className={styles.mark}>
      <rect width="32" height="32" rx="8" fill="#2458c6" />
      <path d="M8 18v-2a8 8 0 0 1 16 0v2" fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
      <rect x="6.4" y="16.6" width="5" height="7.4" rx="2.2" fill="#fff" />
      <rect x="20.6" y="16.6" width="5" height="7.4" rx="2.2" fill="#fff" />
      <circle cx="16" cy="25" r="1.9" fill="#58d68d" />
    </svg>
  );
}
