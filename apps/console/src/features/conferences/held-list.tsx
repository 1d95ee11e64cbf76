import { PlayCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { ConferenceHeld } from '@zuoxi/contract';
import { Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, urlOf } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { AudioPlayer } from '../../ui/audio-player.tsx';
import { formatDuration, formatInstant, formatList } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import styles from './conferences.module.css';
import { nameOf } from './parties.ts';

/** A recording is brought from the engine some seconds after the end. */
const REFRESH_MS = 5000;

/** The times a conference was held, who came, and what was recorded. */
export function HeldList({ conferenceId }: { conferenceId: string }) {
  const { t } = useTranslation();
  const [playing, setPlaying] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['conference-sessions', conferenceId],
    queryFn: ({ signal }) => api.get('/api/conferences/{id}/sessions', { params: { path: { id: conferenceId } }, signal }),
    refetchInterval: REFRESH_MS,
  });
  if (error && !data) return <ErrorNotice title={t('conferences.historyFailed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active style={{ padding: 16 }} />;
  const over = data.filter(({ endedAt }) => endedAt !== null);
  if (over.length === 0) return <p className={`muted ${styles.historyEmpty}`}>{t('conferences.historyEmpty')}</p>;
  return (
    <>
      <ul className={styles.history}>
        {over.map((held) => (
          <Held key={held.sessionId} held={held} playing={playing} onPlay={setPlaying} />
        ))}
      </ul>
      {playing ? (
        <div className={styles.player}>
          <AudioPlayer
            key={playing}
            url={urlOf('/api/recordings/{id}/audio', 'get', { path: { id: playing } })}
            downloadUrl={urlOf('/api/recordings/{id}/audio', 'get', { path: { id: playing }, query: { download: '1' } })}
            autoPlay
            onClose={() => setPlaying(null)}
          />
        </div>
      ) : null}
    </>
  );
}

interface HeldProps {
  held: ConferenceHeld;
  playing: string | null;
  onPlay(recordingId: string): void;
}

function Held({ held: { startedAt, endedAt, startedByName, parties, recordings }, playing, onPlay }: HeldProps) {
  const { t } = useTranslation();
  const came = parties.filter(({ joinedAt }) => joinedAt !== null);
  const lasted = endedAt === null ? 0 : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const names = formatList(came.map(nameOf), currentLanguage());
  return (
    <li className={styles.heldRow}>
      <div className={styles.heldHead}>
        <span className="num">{formatInstant(startedAt, false)}</span>
        <span className="num muted">{formatDuration(lasted)}</span>
        {startedByName ? <span className="muted">{t('conferences.by', { name: startedByName })}</span> : null}
      </div>
      <div className="ellipsis" title={names}>
        {t('conferences.came', { count: came.length })}
        {names ? <span className="muted"> · {names}</span> : null}
      </div>
      {recordings.map(({ id, ready, durationS }, index) =>
        ready ? (
          <ReasonedButton
            key={id}
            type="link"
            size="small"
            className={styles.play ?? ''}
            icon={<PlayCircleOutlined />}
            why={playing === id ? t('conferences.plays') : undefined}
            onClick={() => onPlay(id)}
          >
            {recordings.length > 1 ? t('conferences.listenPart', { part: index + 1 }) : t('conferences.listen')}{' '}
            <span className="num">{formatDuration(durationS)}</span>
          </ReasonedButton>
        ) : (
          <div key={id} className="muted">
            {t('conferences.recordingPending')}
          </div>
        ),
      )}
    </li>
  );
}
