import {
  CaretRightFilled,
  CheckCircleFilled,
  CheckCircleOutlined,
  DownloadOutlined,
  MessageOutlined,
  PhoneOutlined,
  UndoOutlined,
} from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { VoicemailMessage } from '@zuoxi/contract';
import { App, Button, Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText, urlOf } from '../../api/client.ts';
import { usePhone } from '../../phone/phone-context.tsx';
import { AudioPlayer } from '../../ui/audio-player.tsx';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { formatDuration, formatInstant } from '../../ui/format.ts';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import styles from './voicemail.module.css';
import { VoicemailFilters, voicemailFilters, voicemailQuery } from './voicemail-filters.tsx';

const REFRESH_MS = 30_000;

/** 客户留言: what callers have left to one's queues. */
export default function VoicemailPage() {
  const { t } = useTranslation();
  const control = useListState(voicemailFilters);
  const [playing, setPlaying] = useState<VoicemailMessage | null>(null);
  const columns = useMemo(() => voicemailColumns(t, setPlaying), [t]);
  return (
    <Page title={t('voicemail.title')}>
      <DataList<VoicemailMessage>
        list="voicemail"
        queryKey={['voicemail']}
        control={control}
        fetchPage={(query, signal) =>
          api.get('/api/voicemail', { params: { query: { ...query, ...voicemailQuery(control.state) } }, signal })
        }
        rowKey={(message) => message.id}
        columns={columns}
        filters={<VoicemailFilters control={control} />}
        empty={{ icon: <MessageOutlined />, title: t('voicemail.empty'), hint: t('voicemail.emptyHint') }}
        onRowClick={(message) => (isPlayable(message) ? setPlaying(message) : undefined)}
        rowClassName={(message) => (message.id === playing?.id ? (styles.playing ?? '') : '')}
        refreshEveryMs={REFRESH_MS}
      />
      {playing ? (
        <div className={styles.dock}>
          <AudioPlayer
            key={playing.id}
            url={urlOf('/api/voicemail/{id}/audio', 'get', { path: { id: playing.id } })}
            downloadUrl={urlOf('/api/voicemail/{id}/audio', 'get', { path: { id: playing.id }, query: { download: '1' } })}
            title={<Title message={playing} />}
            autoPlay
            oneVoice
            onClose={() => setPlaying(null)}
          />
        </div>
      ) : null}
    </Page>
  );
}

const isPlayable = ({ state }: VoicemailMessage) => state === 'ready' || state === 'empty';

function Title({ message }: { message: VoicemailMessage }) {
  return (
    <span className={styles.title}>
      <strong>
        <PhoneNumber number={message.customerNumber} />
      </strong>
      <span>{message.customerName}</span>
      <span className="muted num">
        {formatInstant(message.startedAt)} · {message.queueName} {message.queueNumber}
      </span>
    </span>
  );
}

function voicemailColumns(t: TFunction, play: (message: VoicemailMessage) => void): ListColumn<VoicemailMessage>[] {
  return [
    { key: 'startedAt', title: t('voicemail.startedAt'), width: 160, render: (row) => formatInstant(row.startedAt) },
    { key: 'customerName', title: t('voicemail.customer'), width: 110, render: (row) => row.customerName ?? '' },
    { key: 'customerNumber', title: t('voicemail.number'), width: 140, render: (row) => <PhoneNumber number={row.customerNumber} /> },
    { key: 'queueName', title: t('voicemail.queue'), width: 150, render: (row) => `${row.queueName} ${row.queueNumber}` },
    { key: 'durationS', title: t('voicemail.duration'), width: 96, align: 'right', render: (row) => formatDuration(row.durationS) },
    { key: 'state', title: t('voicemail.state'), width: 110, render: (row) => t(`voicemail.states.${row.state}`) },
    { key: 'handledAt', title: t('voicemail.handled'), width: 190, render: (row) => <Handled message={row} /> },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 140,
      sortable: false,
      render: (row) => <Actions message={row} onPlay={play} />,
    },
  ];
}

function Handled({ message }: { message: VoicemailMessage }) {
  const { t } = useTranslation();
  const { handledAt, handledByName } = message;
  if (!handledAt) return <strong>{t('voicemail.unhandled')}</strong>;
  return (
    <span className="muted">
      <CheckCircleFilled style={{ color: 'var(--zx-idle)', fontSize: 12 }} />{' '}
      {t('voicemail.handledBy', { name: handledByName ?? '', at: formatInstant(handledAt, false) })}
    </span>
  );
}

function Actions({ message, onPlay }: { message: VoicemailMessage; onPlay: (message: VoicemailMessage) => void }) {
  const { t } = useTranslation();
  const { message: toast } = App.useApp();
  const queryClient = useQueryClient();
  const { panel, call, actions } = usePhone();
  const isHandled = message.handledAt !== null;
  const setHandled = useMutation({
    mutationFn: () => api.put('/api/voicemail/{id}/handled', { params: { path: { id: message.id } }, body: { handled: !isHandled } }),
    onError: (error) => void toast.error(errorText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['voicemail'] }),
  });
  const handle = t(isHandled ? 'voicemail.markUnhandled' : 'voicemail.markHandled');
  return (
    <span className={styles.actions}>
      {isPlayable(message) ? (
        <>
          <Tooltip title={t('voicemail.play')}>
            <Button type="text" size="small" icon={<CaretRightFilled />} aria-label={t('voicemail.play')} onClick={() => onPlay(message)} />
          </Tooltip>
          <Tooltip title={t('voicemail.download')}>
            <Button
              type="text"
              size="small"
              icon={<DownloadOutlined />}
              aria-label={t('voicemail.download')}
              href={urlOf('/api/voicemail/{id}/audio', 'get', { path: { id: message.id }, query: { download: '1' } })}
              download
            />
          </Tooltip>
        </>
      ) : null}
      {panel ? (
        <ReasonedButton
          tip={t('voicemail.callBack')}
          type="text"
          size="small"
          icon={<PhoneOutlined />}
          aria-label={`${t('voicemail.callBack')} ${message.customerNumber}`}
          why={call !== null ? t('common.why.inCall') : message.customerNumber === '' ? t('common.why.noNumber') : undefined}
          onClick={() => void actions.dial(message.customerNumber)}
        />
      ) : null}
      <Tooltip title={handle}>
        <Button
          data-testid="handled"
          type="text"
          size="small"
          icon={isHandled ? <UndoOutlined /> : <CheckCircleOutlined />}
          aria-label={handle}
          loading={setHandled.isPending}
          onClick={() => setHandled.mutate()}
        />
      </Tooltip>
    </span>
  );
}
