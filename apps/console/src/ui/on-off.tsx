import { CheckCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';

/** A yes or no with shape, colour and word. */
export function OnOff({ on, children }: { on: boolean; children: ReactNode }) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6, whiteSpace: 'nowrap' }}>
      <span style={{ color: on ? 'var(--zx-idle)' : 'var(--zx-offline)', fontSize: 12 }}>
        {on ? <CheckCircleFilled /> : <MinusCircleOutlined />}
      </span>
      <span className={on ? '' : 'muted'}>{children}</span>
    </span>
  );
}
