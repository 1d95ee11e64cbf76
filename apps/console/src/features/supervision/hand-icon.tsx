import styles from './supervision.module.css';

/** A raised hand. Without a `title` it stands beside its word. */
export function HandIcon({ title, size = 16 }: { title?: string; size?: number }) {
  return (
    <span className={styles.hand} title={title} {...(title ? { role: 'img', 'aria-label': title } : {})}>
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path d="M7.5 12V6M11 11V3.5M14.5 11V4.5M18 12V7M7.5 15.5 4 11.5" />
        <path d="M7.5 11H18v4.5a5.25 5.25 0 0 1-10.5 0Z" fill="currentColor" />
      </svg>
    </span>
  );
}
