import type { ConferenceCandidate } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';
import { StateIcon } from '../../ui/status-lamp.tsx';
import styles from './conferences.module.css';

interface AgentsSelectProps {
  candidates: readonly ConferenceCandidate[];
  loading: boolean;
  id?: string;
  value?: string[];
  onChange?(accountIds: string[]): void;
  label?: string;
}

/** Several agents, found by name or extension; each with what he does now. */
export function AgentsSelect({ candidates, loading, value, onChange, id, label }: AgentsSelectProps) {
  const { t } = useTranslation();
  const known = new Map(candidates.map((candidate) => [candidate.accountId, candidate]));
  return (
    <Choice<string[]>
      {...(id === undefined ? {} : { id })}
      mode="multiple"
      style={{ width: '100%' }}
      aria-label={label ?? t('conferences.members')}
      placeholder={t('conferences.membersPlaceholder')}
      value={value ?? []}
      loading={loading}
      showSearch={{ optionFilterProp: 'label' }}
      options={candidates.map(({ accountId, displayName, extension }) => ({ value: accountId, label: `${displayName} ${extension}` }))}
      optionRender={({ value: accountId }) => {
        const candidate = known.get(String(accountId));
        return candidate ? <Candidate candidate={candidate} /> : null;
      }}
      onChange={(ids) => onChange?.(ids)}
    />
  );
}

function Candidate({ candidate: { displayName, extension, state, phoneOnline } }: { candidate: ConferenceCandidate }) {
  const { t } = useTranslation();
  return (
    <span className={styles.candidate}>
      <StateIcon state={state} size={10} />
      <span className="ellipsis">{displayName}</span>
      <span className="muted num">{extension}</span>
      <span className={`muted ${styles.candidateState}`}>{phoneOnline ? t(`agentState.${state}`) : t('conferences.offline')}</span>
    </span>
  );
}
