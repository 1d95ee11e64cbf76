import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useKeyDown } from '../../phone/hotkeys.ts';
import { useOrder } from '../../phone/use-order.ts';
import styles from './call.module.css';
import { Keypad } from './keypad.tsx';

/** Tones towards the customer, by mouse or keyboard, and what was sent so far. */
export function DtmfPad() {
  const dtmf = useOrder((digits: string) => api.post('/api/panel/dtmf', { body: { digits } }));
  const [sent, setSent] = useState('');
  const send = (digit: string) => {
    dtmf.mutate(digit);
    setSent((before) => (before + digit).slice(-16));
  };
  useKeyDown(({ key, altKey, ctrlKey, metaKey, repeat }) => {
    if (/^[0-9*#]$/.test(key) && !altKey && !ctrlKey && !metaKey && !repeat) send(key);
  });
  return (
    <div className={styles.dtmf}>
      <div className={`num ${styles.dtmfSent}`} aria-live="polite">
        {sent}
      </div>
      <Keypad onPress={send} />
    </div>
  );
}
