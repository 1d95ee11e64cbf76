import { IdcardOutlined, TeamOutlined } from '@ant-design/icons';
import type { PanelState } from '@zuoxi/contract';
import { Badge, Skeleton, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import { CallsTab } from './calls-tab.tsx';
import styles from './card.module.css';
import { CardHead } from './card-head.tsx';
import { type CardDrafts, type Draft, useCardDrafts } from './drafts.ts';
import { InfoTab } from './info-tab.tsx';
import { PlansTab } from './plans-tab.tsx';
import { ServiceTab } from './service-tab.tsx';
import { type Subject, subjectOf, subjectOfDraft } from './subject.ts';
import { UnsavedBar } from './unsaved-bar.tsx';
import { useCard } from './use-card.ts';

/**
 * The customer of the call (PAN-8 … PAN-11). A new call shows its own customer at once; what was typed for the one before and not
 * saved is kept, said in a line above, and shown again without a call.
 */
export function CustomerCard({ panel }: { panel: PanelState }) {
  const { t } = useTranslation();
  const drafts = useCardDrafts();
  const current = subjectOf(panel);
  const [opened, setOpened] = useState<{ number: string; during: string | null } | null>(null);
  const callId = current?.callId ?? null;
  // Another call than the one in which it was opened: that customer comes first.
  const chosen = opened?.during === callId ? drafts.of(opened.number) : undefined;
  const unsaved = drafts.all.filter(({ number }) => number !== current?.number);
  const shown = chosen ?? (current ? undefined : unsaved.at(-1));
  const subject = shown ? subjectOfDraft(shown) : current;
  const open = ({ number }: Draft) => setOpened({ number, during: callId });
  return (
    <Section title={t('customerCard.title')}>
      <UnsavedBar
        unsaved={unsaved}
        shown={shown}
        onOpen={open}
        onDrop={({ number }) => drafts.drop(number)}
        {...(current && shown ? { onBack: () => setOpened(null) } : {})}
      />
      {subject ? (
        <CardOf key={subject.number} subject={subject} drafts={drafts} />
      ) : (
        <div className={styles.idle}>
          {panel.call ? (
            <Notice icon={<IdcardOutlined />} title={t('customerCard.hidden')} hint={t('customerCard.hiddenHint')} />
          ) : (
            <Notice icon={<IdcardOutlined />} title={t('customerCard.idle')} hint={t('customerCard.idleHint')} />
          )}
        </div>
      )}
    </Section>
  );
}

type TabName = 'info' | 'calls' | 'service' | 'plans';

function CardOf({ subject, drafts }: { subject: Subject; drafts: CardDrafts }) {
  const { t } = useTranslation();
  const [customerId, setCustomerId] = useState<string | undefined>();
  const [tab, setTab] = useState<TabName>('info');
  const { data: card, error, refetch } = useCard(subject, customerId);
  if (!card) {
    if (error) return <ErrorNotice title={t('customerCard.failed')} error={error} onRetry={() => void refetch()} />;
    return <Skeleton active title={false} paragraph={{ rows: 6 }} style={{ padding: 16 }} />;
  }
  if (card.internalName) {
    return (
      <div className={styles.idle}>
        <Notice icon={<TeamOutlined />} title={card.internalName} hint={t('customerCard.internal', { number: subject.number })} />
      </div>
    );
  }
  const props = { subject, card, drafts };
  const draft = drafts.of(subject.number);
  const contents = {
    info: <InfoTab key={card.customer?.id ?? ''} {...props} />,
    calls: <CallsTab card={card} />,
    service: <ServiceTab {...props} goToInfo={() => setTab('info')} />,
    plans: <PlansTab {...props} />,
  };
  const marked: Readonly<Record<TabName, boolean>> = {
    info: draft?.info !== undefined,
    calls: false,
    service: Boolean(draft?.service),
    plans: draft?.plan !== undefined,
  };
  const names: readonly TabName[] = ['info', 'calls', 'service', 'plans'];
  return (
    <>
      <CardHead subject={subject} card={card} onChoose={setCustomerId} />
      <div className={styles.tabs}>
        <Tabs
          activeKey={tab}
          onChange={(key) => setTab(names.find((name) => name === key) ?? 'info')}
          items={names.map((name) => ({
            key: name,
            label: <TabLabel text={t(`customerCard.tabs.${name}`)} unsaved={marked[name]} />,
            children: contents[name],
          }))}
        />
      </div>
    </>
  );
}

/** A dot where something is not saved. */
function TabLabel({ text, unsaved }: { text: string; unsaved: boolean }) {
  const { t } = useTranslation();
  return (
    <Badge
      dot={unsaved}
      offset={[5, 2]}
      title={unsaved ? t('customerCard.unsaved') : ''}
      styles={{ root: { color: 'inherit', font: 'inherit' } }}
    >
      {text}
    </Badge>
  );
}
