import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useHotkeys } from '../../phone/hotkeys.ts';
import { useOrder } from '../../phone/use-order.ts';
import styles from './call.module.css';
import { useReasons } from './use-queue-states.ts';

const READY = '';
const LONGEST_REASON = 40;

/** After this call: go on, or not ready with a reason, chosen or typed (PAN-11a). */
export function NextState({ next }: { next: string | null }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const reasons = useReasons(true);
  const set = useOrder((reason: string | null) => api.post('/api/panel/next', { body: { reason } }));
  useHotkeys({ nextState: () => setOpen(!open) });
  const own = typed.trim().slice(0, LONGEST_REASON);
  const offered = [...new Set([...reasons, ...(next ? [next] : []), ...(own ? [own] : [])])];
  return (
    <div className={styles.field}>
      <span className={styles.fieldLabel}>{t('wrapUp.next')}</span>
      <Select
        value={next ?? READY}
        open={open}
        onOpenChange={setOpen}
        loading={set.isPending}
        aria-label={t('wrapUp.next')}
        data-testid="next-state"
        showSearch={{ onSearch: setTyped, filterOption: (input, option) => option?.label.includes(input) ?? false }}
        options={[
          { value: READY, label: t('wrapUp.nextReady') },
          ...offered.map((reason) => ({ value: reason, label: t('wrapUp.nextBusy', { reason }) })),
        ]}
        onChange={(reason) => set.mutate(reason === READY ? null : reason)}
      />
    </div>
  );
}
