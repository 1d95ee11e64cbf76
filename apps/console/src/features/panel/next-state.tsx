import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useHotkeys } from '../../phone/hotkeys.ts';
import { useOrder } from '../../phone/use-order.ts';
import { Choice } from '../../ui/choice.tsx';
import { reasonText } from '../../ui/reason.ts';
import type { Afterwards } from './afterwards.ts';
import styles from './call.module.css';
import { AFTER_CALL } from './use-disposition.ts';
import { useReasons } from './use-queue-states.ts';

const READY = '';
/** No reason is longer than 40, so none is this. */
const STAYS = ' '.repeat(41);
const LONGEST_REASON = 40;

interface NextStateProps {
  afterwards: Afterwards;
  /** One's own. */
  queueIds: readonly string[];
}

/** After this call: go on, or not ready with a reason, chosen or typed (PAN-11a). Who is not ready now stays so until they choose. */
export function NextState({ afterwards, queueIds }: NextStateProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const reasons = useReasons(true);
  const set = useOrder((reason: string | null) => api.post('/api/panel/next', { body: { reason } }), AFTER_CALL);
  const getReady = useOrder(() => api.post('/api/panel/queue-states', { body: { queueIds: [...queueIds], ready: true } }), AFTER_CALL);
  useHotkeys({ nextState: () => setOpen(!open) });
  const own = typed.trim().slice(0, LONGEST_REASON);
  const next = afterwards.kind === 'busy' ? [afterwards.reason] : [];
  const offered = [...new Set([...reasons, ...next, ...(own ? [own] : [])])];
  const choose = (value: string) => {
    if (value === STAYS) return;
    if (value !== READY) return set.mutate(value);
    set.mutate(null);
    if (afterwards.kind === 'stays') getReady.mutate();
  };
  const stays =
    afterwards.kind === 'stays'
      ? [{ value: STAYS, label: t('wrapUp.nextStays', { reason: reasonText(afterwards.reason) ?? t('panel.notReady') }) }]
      : [];
  return (
    <div className={styles.field}>
      <span className={styles.fieldLabel}>{t('wrapUp.next')}</span>
      <Choice
        isOfWords
        value={afterwards.kind === 'busy' ? afterwards.reason : afterwards.kind === 'stays' ? STAYS : READY}
        open={open}
        onOpenChange={setOpen}
        loading={set.isPending || getReady.isPending}
        aria-label={t('wrapUp.next')}
        data-testid="next-state"
        showSearch={{ onSearch: setTyped, filterOption: (input, option) => option?.label.includes(input) ?? false }}
        options={[
          ...stays,
          { value: READY, label: t('wrapUp.nextReady') },
          ...offered.map((reason) => ({ value: reason, label: t('wrapUp.nextBusy', { reason }) })),
        ]}
        onChange={choose}
      />
    </div>
  );
}
