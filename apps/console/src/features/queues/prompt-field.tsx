import { CaretRightFilled, PauseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { PromptKind } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { urlOf } from '../../api/client.ts';
import { listOf } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { Choice } from '../../ui/choice.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { usePlaying } from '../prompts/use-playing.ts';
import styles from './queue-form.module.css';

interface PromptFieldProps {
  value?: string | null;
  onChange?(promptId: string | null): void;
  kind: PromptKind;
  /** What is heard without one. */
  none: string;
  label: string;
  id?: string;
}

/** One of the call centre's own sounds, which can be listened to here. */
export function PromptField({ value = null, onChange, kind, none, label, id }: PromptFieldProps) {
  const { t } = useTranslation();
  const playing = usePlaying();
  const { data, isPending } = useQuery({ queryKey: ['prompts', 'all'], queryFn: ({ signal }) => allRows(listOf('/api/prompts'), signal) });
  const prompts = data ?? [];
  const chosen = prompts.find((prompt) => prompt.id === value);
  const isPlaying = playing.key !== null;
  const listen = t(isPlaying ? 'queues.stopPrompt' : 'queues.playPrompt');
  return (
    <div className={styles.prompt}>
      <Choice<string>
        {...(id === undefined ? {} : { id })}
        style={{ flex: 1, minWidth: 0 }}
        aria-label={label}
        value={value ?? ''}
        loading={isPending}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          { value: '', label: none },
          ...prompts
            .filter((prompt) => prompt.id === value || (prompt.state === 'ready' && prompt.kind === kind))
            .map((prompt) => ({ value: prompt.id, label: prompt.name })),
        ]}
        onChange={(next) => {
          playing.stop();
          onChange?.(next || null);
        }}
      />
      <ReasonedButton
        tip={listen}
        icon={isPlaying ? <PauseOutlined /> : <CaretRightFilled />}
        aria-label={`${listen} ${label}`}
        why={chosen ? undefined : t('common.why.choosePrompt')}
        onClick={() =>
          chosen &&
          playing.toggle(
            chosen.id,
            urlOf('/api/prompts/{id}/audio', 'get', { path: { id: chosen.id }, query: { revision: String(chosen.revision) } }),
          )
        }
      />
    </div>
  );
}
