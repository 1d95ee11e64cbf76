import {
  CheckCircleFilled,
  ClockCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  MinusCircleOutlined,
  QuestionCircleOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { Trunk, TrunkState } from '@zuoxi/contract';
import { Tag, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';

const trunksApi = crud('/api/trunks');

/** How often the state of trunks is asked for while somebody looks. */
export const STATE_REFRESH_MS = 3_000;

const marks: Readonly<Record<TrunkState, { icon: ReactNode; colour: string }>> = {
  registered: { icon: <CheckCircleFilled />, colour: 'success' },
  reachable: { icon: <CheckCircleFilled />, colour: 'success' },
  notRegistered: { icon: <ClockCircleFilled />, colour: 'warning' },
  refused: { icon: <CloseCircleFilled />, colour: 'error' },
  unreachable: { icon: <ExclamationCircleFilled />, colour: 'error' },
  unknown: { icon: <QuestionCircleOutlined />, colour: 'default' },
};

/** Whether the line to the carrier is there: sign, colour and word; what to do about it under the pointer. */
export function TrunkStateTag({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  if (!trunk.enabled) return <Tag icon={<MinusCircleOutlined />}>{t('trunks.disabled')}</Tag>;
  const { icon, colour } = marks[trunk.state];
  return (
    <Tooltip title={t(`trunks.stateHints.${trunk.state}`)}>
      <Tag icon={icon} color={colour} data-testid="trunk-state">
        {t(`trunks.states.${trunk.state}`)}
        {trunk.stateStatus > 0 ? ` · ${trunk.stateStatus}` : null}
      </Tag>
    </Tooltip>
  );
}

/** The same at the head of the form, in words, and as of now. */
export function TrunkStateNow({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['trunks', 'state', trunk.id],
    queryFn: ({ signal }) => trunksApi.list({ search: trunk.name, pageSize: 100 }, signal),
    refetchInterval: STATE_REFRESH_MS,
  });
  const now = data?.rows.find((row) => row.id === trunk.id) ?? trunk;
  return (
    <div style={{ display: 'flex', alignItems: 'baseline', gap: 8, marginBottom: 20 }}>
      <TrunkStateTag trunk={now} />
      {now.enabled ? <span className="muted">{t(`trunks.stateHints.${now.state}`)}</span> : null}
    </div>
  );
}
