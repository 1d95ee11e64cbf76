import { useQuery } from '@tanstack/react-query';
import { PromptLanguage, QueueInput, QueueStrategy } from '@zuoxi/contract';
import { Button, Form, Input } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { Choice } from '../../ui/choice.tsx';
import { DestinationField, destinationRule } from '../../ui/destination-field.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { DispositionFields } from './disposition-fields.tsx';
import { NumberField, Pair, SwitchField } from './fields.tsx';
import { MemberFields } from './member-fields.tsx';
import { OfferFields } from './offer-fields.tsx';
import styles from './queue-form.module.css';
import { RuleFields } from './rule-fields.tsx';
import { WaitingFields } from './waiting-fields.tsx';

const openingHoursApi = crud('/api/opening-hours');

const sections = ['basics', 'members', 'waiting', 'hours', 'offers', 'dispositions', 'rules'] as const;
type SectionName = (typeof sections)[number];

const contents: Readonly<Record<SectionName, () => ReactNode>> = {
  basics: Basics,
  members: MemberFields,
  waiting: WaitingFields,
  hours: Hours,
  offers: OfferFields,
  dispositions: DispositionFields,
  rules: RuleFields,
};

/** All of a queue on one page, so that nothing is hidden when it is saved; the words at the top go to their section. */
export function QueueFields() {
  const { t } = useTranslation();
  const places = useRef(new Map<SectionName, HTMLElement>());
  return (
    <>
      <nav className={styles.nav}>
        {sections.map((name) => (
          <Button
            key={name}
            type="text"
            size="small"
            data-testid={`section-${name}`}
            onClick={() => places.current.get(name)?.scrollIntoView({ block: 'start' })}
          >
            {t(`queues.sections.${name}`)}
          </Button>
        ))}
      </nav>
      {sections.map((name) => {
        const Content = contents[name];
        return (
          <section
            key={name}
            className={styles.section}
            ref={(element) => {
              if (element) places.current.set(name, element);
              else places.current.delete(name);
            }}
          >
            <h3 className={styles.heading}>{t(`queues.sections.${name}`)}</h3>
            <Content />
          </section>
        );
      })}
    </>
  );
}

function Basics() {
  const { t } = useTranslation();
  const strategy = QueueStrategy.catch('longestIdle').parse(Form.useWatch('strategy', Form.useFormInstance()));
  return (
    <>
      <Pair>
        <Form.Item
          name="name"
          label={t('queues.labels.name')}
          extra={t('queues.hints.name')}
          rules={[schemaRule(QueueInput.shape.name, t('queues.labels.name'))]}
        >
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item
          name="number"
          label={t('queues.labels.number')}
          extra={t('queues.hints.number')}
          rules={[schemaRule(QueueInput.shape.number, t('queues.labels.number'))]}
        >
          <Input inputMode="numeric" maxLength={8} />
        </Form.Item>
      </Pair>
      <Form.Item name="strategy" label={t('queues.labels.strategy')} extra={t(`queues.strategyHints.${strategy}`)}>
        <Choice options={QueueStrategy.options.map((value) => ({ value, label: t(`queues.strategies.${value}`) }))} />
      </Form.Item>
      <Pair>
        <NumberField name="ringTimeoutS" />
        <NumberField name="retryS" />
      </Pair>
      <Pair>
        <NumberField name="missesBeforePause" />
        <NumberField name="wrapUpS" />
      </Pair>
      <Pair>
        <NumberField name="wrapUpExtensionS" />
        <NumberField name="wrapUpExtensions" />
      </Pair>
      <Pair>
        <NumberField name="serviceLevelS" />
        <Form.Item name="language" label={t('queues.labels.language')} extra={t('queues.hints.language')}>
          <Choice options={PromptLanguage.options.map((value) => ({ value, label: t(`queues.languages.${value}`) }))} />
        </Form.Item>
      </Pair>
      <SwitchField name="recordingEnabled" />
    </>
  );
}

function Hours() {
  const { t } = useTranslation();
  const { data, isPending } = useQuery({
    queryKey: ['opening-hours', 'all'],
    queryFn: ({ signal }) => allRows(openingHoursApi.list, signal),
  });
  const hoursId: unknown = Form.useWatch('hoursId', Form.useFormInstance());
  const label = t('queues.labels.closedDestination');
  return (
    <>
      <Form.Item
        name="hoursId"
        label={t('queues.labels.hoursId')}
        extra={t('queues.hints.hoursId')}
        // A select shows null as "not chosen".
        getValueProps={(value: string | null) => ({ value: value ?? '' })}
        normalize={(value: string) => value || null}
      >
        <Choice
          loading={isPending}
          options={[{ value: '', label: t('queues.always') }, ...(data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        />
      </Form.Item>
      {hoursId ? (
        <Form.Item
          name="closedDestination"
          label={label}
          extra={t('queues.hints.closedDestination')}
          rules={[destinationRule(label, true)]}
        >
          <DestinationField none={t('queues.closedWord')} label={label} />
        </Form.Item>
      ) : null}
    </>
  );
}
