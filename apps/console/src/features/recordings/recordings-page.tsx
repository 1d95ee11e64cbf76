import { AudioOutlined, CaretRightFilled, DownloadOutlined } from '@ant-design/icons';
import { MOST_IN_A_ZIP, type Recording, type RecordingQuery, RecordingState as RecordingStates } from '@zuoxi/contract';
import { Button, Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, urlOf } from '../../api/client.ts';
import { usePreferences } from '../../app/preferences.tsx';
import type { Language } from '../../i18n/language.ts';
import { AudioPlayer } from '../../ui/audio-player.tsx';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { formatBytes, formatDuration, formatInstant } from '../../ui/format.ts';
import { SelectFilter } from '../../ui/list-filters.tsx';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { CallFilters, callFilters, callQuery } from '../calls/call-filters.tsx';
import { RecordingState } from './recording-state.tsx';
import styles from './recordings.module.css';

export default function RecordingsPage() {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const control = useListState(recordingFilters);
  const [playing, setPlaying] = useState<Recording | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const columns = useMemo(() => recordingColumns(t, language, setPlaying), [t, language]);
  return (
    <Page title={t('recordings.title')}>
      <DataList
        list="recordings"
        queryKey={['recordings']}
        control={control}
        fetchPage={(query, signal) =>
          api.get('/api/recordings', {
            params: { query: { ...query, ...callQuery(control.state), ...stateQuery(control.state.filters.state) } },
            signal,
          })
        }
        rowKey={(recording) => recording.id}
        columns={columns}
        filters={
          <>
            <CallFilters control={control} withAnswer={false} />
            <SelectFilter
              label={t('recordings.state')}
              value={control.state.filters.state}
              options={RecordingStates.options.map((value) => ({ value, label: t(`recordings.states.${value}`) }))}
              onChange={(value) => control.setFilter('state', value)}
            />
            <ZipButton ids={chosen} />
          </>
        }
        selection={{ keys: chosen, change: setChosen, canSelect: playable }}
        empty={{ icon: <AudioOutlined />, title: t('recordings.empty'), hint: t('recordings.emptyHint') }}
        onRowClick={(recording) => (playable(recording) ? setPlaying(recording) : undefined)}
        rowClassName={(recording) => (recording.id === playing?.id ? (styles.playing ?? '') : '')}
      />
      {playing ? (
        <div className={styles.dock}>
          <AudioPlayer
            key={playing.id}
            url={urlOf('/api/recordings/{id}/audio', 'get', { path: { id: playing.id } })}
            loadPeaks={(signal) => api.get('/api/recordings/{id}/peaks', { params: { path: { id: playing.id } }, signal })}
            downloadUrl={urlOf('/api/recordings/{id}/audio', 'get', { path: { id: playing.id }, query: { download: '1' } })}
            title={<Title recording={playing} />}
            autoPlay
            onClose={() => setPlaying(null)}
          />
        </div>
      ) : null}
    </Page>
  );
}

const recordingFilters = [...callFilters, 'state'] as const;

function stateQuery(state: string | undefined): Pick<RecordingQuery, 'state'> {
  const known = RecordingStates.safeParse(state);
  return known.success ? { state: known.data } : {};
}

/** Those that are ticked, as one file; more than the server gives at once are not asked for. */
function ZipButton({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation();
  if (ids.length === 0) return null;
  const tooMany = ids.length > MOST_IN_A_ZIP;
  return (
    <ReasonedButton
      icon={<DownloadOutlined />}
      why={tooMany ? t('recordings.tooMany', { most: MOST_IN_A_ZIP }) : undefined}
      href={urlOf('/api/recordings/zip', 'get', { query: { ids: ids.join(',') } })}
      download
    >
      {t('recordings.downloadChosen', { count: ids.length })}
    </ReasonedButton>
  );
}

/** A damaged recording is played all the same; one that is missing or not finished has no sound. */
const playable = ({ state }: Recording) => state !== 'missing' && state !== 'recording' && state !== 'removed';

function Title({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  return (
    <span className={styles.title}>
      <strong>
        <PhoneNumber number={recording.customerNumber} />
      </strong>
      <span>{recording.customerName}</span>
      <span className="muted num">
        {formatInstant(recording.startedAt)} · {recording.queueName} · {recording.agentName ?? t('calls.other')} {recording.extension}
      </span>
    </span>
  );
}

function recordingColumns(t: TFunction, language: Language, play: (recording: Recording) => void): ListColumn<Recording>[] {
  return [
    { key: 'startedAt', title: t('calls.startedAt'), width: 150, render: (row) => formatInstant(row.startedAt) },
    { key: 'customerName', title: t('calls.customer'), width: 100, render: (row) => row.customerName ?? '' },
    { key: 'customerNumber', title: t('calls.number'), width: 126, render: (row) => <PhoneNumber number={row.customerNumber} /> },
    { key: 'queueName', title: t('calls.queueName'), width: 108, render: (row) => row.queueName },
    {
      key: 'agentName',
      title: t('calls.agent'),
      width: 96,
      render: (row) => row.agentName ?? <span className="muted">{t('calls.other')}</span>,
    },
    { key: 'extension', title: t('calls.extension'), width: 76, render: (row) => row.extension },
    { key: 'type', title: t('calls.type'), width: 118, render: (row) => t(`recordings.types.${row.type}`) },
    { key: 'durationS', title: t('recordings.duration'), width: 90, align: 'right', render: (row) => formatDuration(row.durationS) },
    {
      key: 'bytes',
      title: t('recordings.size'),
      width: 80,
      align: 'right',
      hidden: true,
      render: (row) => formatBytes(row.bytes, language),
    },
    { key: 'state', title: t('recordings.state'), width: 122, render: (row) => <RecordingState state={row.state} gapS={row.gapS} /> },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 76,
      sortable: false,
      render: (row) => (playable(row) ? <Actions recording={row} onPlay={play} /> : null),
    },
  ];
}

function Actions({ recording, onPlay }: { recording: Recording; onPlay: (recording: Recording) => void }) {
  const { t } = useTranslation();
  return (
    <span className={styles.actions}>
      <Tooltip title={t('recordings.play')}>
        <Button type="text" size="small" icon={<CaretRightFilled />} aria-label={t('recordings.play')} onClick={() => onPlay(recording)} />
      </Tooltip>
      <Tooltip title={t('recordings.download')}>
        <Button
          type="text"
          size="small"
          icon={<DownloadOutlined />}
          aria-label={t('recordings.download')}
          href={urlOf('/api/recordings/{id}/audio', 'get', { path: { id: recording.id }, query: { download: '1' } })}
          download
        />
      </Tooltip>
    </span>
  );
}
