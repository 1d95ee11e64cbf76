import { EditOutlined } from '@ant-design/icons';
import type { PanelState } from '@zuoxi/contract';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDrafts } from '../../ui/drafts.ts';
import { NumbersIn } from '../../ui/numbers-in.tsx';
import { NOTES, type NoteDraft } from './notes.ts';
import styles from './wrap-up.module.css';

/** Notes that the server does not have, of calls whose wrap-up is over: they wait for a disposition, or were refused. */
export function UnsavedNotes({ current }: { current: PanelState['disposition'] }) {
  const { t } = useTranslation();
  const { all, update } = useDrafts<NoteDraft>(NOTES);
  const left = all.filter(
    (draft) =>
      draft.callId !== current?.callId &&
      (draft.state === 'refused' || draft.state === 'changed' || (draft.disposition === null && draft.note.trim() !== '')),
  );
  return left.map(({ callId, who, note, options, disposition, problem }) => (
    <section key={callId} className={styles.unsavedNote} data-testid="unsaved-note" aria-label={t('wrapUp.unsavedNote', { who })}>
      <div className={styles.unsavedHead}>
        <EditOutlined />
        <span className="ellipsis" title={who}>
          <NumbersIn text={t('wrapUp.unsavedNote', { who })} />
        </span>
        <Button size="small" type="text" onClick={() => update(callId, () => undefined)}>
          {t('admin.discard')}
        </Button>
      </div>
      <div className={styles.unsavedText}>{note}</div>
      {problem ? <div className={styles.missing}>{problem}</div> : <div className="muted">{t('wrapUp.unsavedHint')}</div>}
      <div className={styles.options}>
        {options.map((option) => (
          <Button
            key={option}
            size="small"
            type={option === disposition ? 'primary' : 'default'}
            onClick={() => update(callId, (now) => now && { ...now, disposition: option, state: 'typed', hurry: true })}
          >
            {option}
          </Button>
        ))}
      </div>
    </section>
  ));
}
