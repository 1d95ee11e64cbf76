import type { ReactNode } from 'react';
import styles from './section.module.css';

interface SectionProps {
  title: ReactNode;
  extra?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}

/** A bordered part of a page with its own heading. */
export function Section({ title, extra, className, children }: SectionProps) {
  return (
    <section className={`${styles.section} ${className ?? ''}`}>
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <div className={styles.extra}>{extra}</div>
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  );
}
