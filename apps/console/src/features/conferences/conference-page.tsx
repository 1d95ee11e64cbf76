import { ArrowLeftOutlined, PhoneOutlined, TeamOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { Conference, ConferenceSession } from '@zuoxi/contract';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../../api/client.ts';
import { useConferenceSessions } from '../../realtime/realtime-context.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import { Waiting } from '../../ui/waiting.tsx';
import styles from './conferences.module.css';
import { HeldList } from './held-list.tsx';
import { InviteBox } from './invite-box.tsx';
import { joinedCount, namesOfMembers } from './parties.ts';
import { PartyRow } from './party-row.tsx';
import { CONFERENCES_PATH } from './path.ts';
import { useConferenceOrders, useStart } from './use-conference-orders.ts';

/** One conference: who is in it now, and the times it was held. */
export default function ConferencePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['conferences', id],
    queryFn: ({ signal }) => api.get('/api/conferences/{id}', { params: { path: { id } }, signal }),
  });
  if (error && !data) return <ErrorNotice title={t('conferences.loadFailed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return <Room conference={data} />;
}

function Room({ conference }: { conference: Conference }) {
  const { t } = useTranslation();
  const { rows, loaded } = useConferenceSessions();
  const session = loaded ? rows.find((one) => one.conferenceId === conference.id) : conference.session;
  const orders = useConferenceOrders(conference);
  const start = useStart();
  const back = (
    <Link to={CONFERENCES_PATH}>
      <Button icon={<ArrowLeftOutlined />}>{t('conferences.back')}</Button>
    </Link>
  );
  return (
    <Page title={conference.name} note={conference.description} actions={back}>
      <div className={styles.room}>
        <Section title={t('conferences.parties')} extra={session ? <Head session={session} onEnd={orders.end} /> : null}>
          {session ? (
            <>
              <ul className={styles.parties}>
                {session.parties.map((party) => (
                  <PartyRow key={party.partyId} party={party} orders={orders} />
                ))}
              </ul>
              <InviteBox session={session} invite={orders.invite} />
            </>
          ) : (
            <Notice
              icon={<TeamOutlined />}
              title={t('conferences.notHeldTitle')}
              hint={namesOfMembers(conference) || t('conferences.noMembers')}
              action={
                <Button type="primary" icon={<PhoneOutlined />} onClick={() => start(conference)}>
                  {t('conferences.start')}
                </Button>
              }
            />
          )}
        </Section>
        <Section title={t('conferences.history')}>
          <HeldList conferenceId={conference.id} />
        </Section>
      </div>
    </Page>
  );
}

function Head({ session, onEnd }: { session: ConferenceSession; onEnd: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      {session.recording ? <span className={styles.recording}>{t('conferences.recording')}</span> : null}
      <span className="muted">{t('conferences.partyCount', { joined: joinedCount(session) })}</span>
      <span className="muted">
        {t('conferences.duration')} <Elapsed since={session.startedAt} />
      </span>
      <Button danger size="small" onClick={onEnd}>
        {t('conferences.end')}
      </Button>
    </>
  );
}
