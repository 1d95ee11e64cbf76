import type { ReactNode } from 'react';
import styles from './side-panel.module.css';

/** A list, and beside it something that is tried on it. */
export function WithSidePanel({ side, children }: { side: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.with}>
      <div className={styles.main}>{children}</div>
      {side ? <aside className={styles.side}>{side}</aside> : null}
    </div>
  );
}
