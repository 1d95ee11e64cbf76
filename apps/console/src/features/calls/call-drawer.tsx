import { PhoneOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { CallDetail } from '@zuoxi/contract';
import { Drawer, Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, urlOf } from '../../api/client.ts';
import { usePhone } from '../../phone/phone-context.tsx';
import { AnswerMark } from '../../ui/answer-mark.tsx';
import { AudioPlayer } from '../../ui/audio-player.tsx';
import { formatDuration, formatInstant } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { CallSegments } from './call-segments.tsx';
import { CallTimeline } from './call-timeline.tsx';
import styles from './calls.module.css';

export function CallDrawer({ callId, onClose }: { callId: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['call', callId],
    queryFn: () => api.get('/api/calls/{id}', { params: { path: { id: callId ?? '' } } }),
    enabled: callId !== null,
  });
  return (
    <Drawer
      open={callId !== null}
      onClose={onClose}
      title={t('calls.detail')}
      size={560}
      destroyOnHidden
      extra={data ? <DialButton number={data.customerNumber} /> : null}
    >
      {error && !data ? <ErrorNotice title={t('calls.detailFailed')} error={error} onRetry={() => void refetch()} /> : null}
      {data ? <Detail call={data} /> : null}
      {!data && !error ? <Skeleton active /> : null}
    </Drawer>
  );
}

function DialButton({ number }: { number: string }) {
  const { t } = useTranslation();
  const { panel, call, actions } = usePhone();
  if (!panel) return null;
  return (
    <ReasonedButton
      icon={<PhoneOutlined />}
      why={call !== null ? t('common.why.inCall') : number === '' ? t('common.why.noNumber') : undefined}
      loading={actions.pending.dial}
      onClick={() => void actions.dial(number)}
    >
      {t('calls.dial')}
    </ReasonedButton>
  );
}

function Detail({ call }: { call: CallDetail }) {
  const { t } = useTranslation();
  const ringingOnly = call.type === 'manualOutbound' && call.answer !== 'answered';
  const facts: [string, React.ReactNode][] = [
    [t('calls.startedAt'), formatInstant(call.startedAt)],
    [t('calls.answer'), <AnswerMark key="answer" answer={call.answer} />],
    [t('calls.type'), t(`callType.${call.type}`)],
    [t('calls.endReason'), t(`endReason.${call.endReason}`)],
    [t('calls.called'), call.calledNumber],
    [t('calls.endedBy'), t(`endedBy.${call.endedBy}`)],
    [t('calls.queue'), `${call.queueName} ${call.queueNumber}`],
    [t('calls.wait'), formatDuration(call.waitS)],
    [t('calls.agent'), `${call.agentName ?? t('calls.other')} ${call.extension}`],
    [t(ringingOnly ? 'calls.ringingTime' : 'calls.talk'), formatDuration(ringingOnly ? call.durationS : call.talkS)],
  ];
  return (
    <>
      <div className={styles.who}>
        <span className={styles.number}>
          <PhoneNumber number={call.customerNumber} />
        </span>
        <span className="muted">{call.customerName}</span>
        {call.isTest ? <Tag>{t('calls.test')}</Tag> : null}
      </div>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
        {call.disposition === null ? null : (
          <div className={styles.wide}>
            <dt>{t('calls.disposition')}</dt>
            <dd>
              {call.disposition}
              {call.dispositionNote ? <p className={styles.note}>{call.dispositionNote}</p> : null}
            </dd>
          </div>
        )}
      </dl>
      <h3 className={styles.heading}>{t('calls.recording')}</h3>
      {call.recordingId ? (
        <AudioPlayer
          url={urlOf('/api/recordings/{id}/audio', 'get', { path: { id: call.recordingId } })}
          downloadUrl={urlOf('/api/recordings/{id}/audio', 'get', { path: { id: call.recordingId }, query: { download: '1' } })}
        />
      ) : (
        <p className="muted">{t('calls.noRecording')}</p>
      )}
      {call.segments.length > 0 ? (
        <>
          <h3 className={styles.heading}>{t('calls.segments')}</h3>
          <CallSegments segments={call.segments} />
        </>
      ) : null}
      <h3 className={styles.heading}>{t('calls.timeline')}</h3>
      <CallTimeline events={call.events} startedAt={call.startedAt} />
    </>
  );
}
