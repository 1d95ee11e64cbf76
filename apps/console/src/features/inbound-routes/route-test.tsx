import { useMutation, useQuery } from '@tanstack/react-query';
import type { InboundTest, InboundTestQuery } from '@zuoxi/contract';
import { Alert, Button, DatePicker, Form, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { useDestinationText } from '../../ui/destination-targets.ts';
import { formatInstant } from '../../ui/format.ts';
import { Section } from '../../ui/section.tsx';
import { DryRunView } from '../queues/dry-run-view.tsx';
import { useRouteSentence } from './route-sentence.ts';

const inboundRoutesApi = crud('/api/inbound-routes');

interface Values {
  called: string;
  caller: string;
  at: Dayjs | null;
}

/** Asks which way a call would go; nothing rings. */
export function RouteTest() {
  const { t } = useTranslation();
  const test = useMutation({ mutationFn: (query: InboundTestQuery) => api.get('/api/inbound-routes/test', { params: { query } }) });
  const ask = ({ called, caller, at }: Values) =>
    test.mutate({ called: called.trim(), caller: (caller ?? '').trim(), ...(at ? { at: at.toISOString() } : {}) });
  const number = { pattern: /^\s*\+?[0-9]{1,32}\s*$/, message: t('admin.fieldInvalid') };
  return (
    <Section title={t('inboundRoutes.test.title')}>
      <div style={{ padding: 16 }}>
        <Form<Values> layout="vertical" requiredMark={false} onFinish={ask} initialValues={{ called: '', caller: '', at: null }}>
          <Form.Item
            name="called"
            label={t('inboundRoutes.test.called')}
            rules={[{ required: true, message: t('common.required', { field: t('inboundRoutes.test.called') }) }, number]}
          >
            <Input inputMode="tel" maxLength={33} />
          </Form.Item>
          <Form.Item name="caller" label={t('inboundRoutes.test.caller')} rules={[number]}>
            <Input inputMode="tel" maxLength={33} />
          </Form.Item>
          <Form.Item name="at" label={t('inboundRoutes.test.at')}>
            <DatePicker
              showTime={{ format: 'HH:mm' }}
              format="YYYY-MM-DD HH:mm"
              placeholder={t('inboundRoutes.test.now')}
              style={{ width: '100%' }}
            />
          </Form.Item>
          <Button htmlType="submit" type="primary" loading={test.isPending} block>
            {t('inboundRoutes.test.run')}
          </Button>
        </Form>
        <div style={{ marginTop: 16 }} aria-live="polite">
          {test.error ? <Alert type="error" showIcon title={errorText(test.error)} /> : null}
          {test.data ? <Result result={test.data} /> : null}
        </div>
      </div>
    </Section>
  );
}

function Result({ result }: { result: InboundTest }) {
  const { t } = useTranslation();
  const textOf = useDestinationText();
  const sentence = useRouteSentence();
  const { data: rules } = useQuery({
    queryKey: ['inbound-routes', 'all'],
    queryFn: ({ signal }) => allRows(inboundRoutesApi.list, signal),
  });
  const whenOf = (id: string) => {
    const rule = rules?.find((candidate) => candidate.id === id);
    return rule ? sentence(rule).when : '…';
  };
  const { destination, hours } = result;
  return (
    <>
      <Alert
        type={destination ? 'success' : 'warning'}
        showIcon
        title={destination ? `→ ${textOf(destination)}` : t('inboundRoutes.test.refused')}
        description={hours ? hoursText() : null}
      />
      <ol style={{ margin: '12px 0 0', paddingInlineStart: 20, display: 'grid', gap: 6 }}>
        {result.looked.map(({ routeId, outcome }) => (
          <li key={routeId} className={outcome === 'fits' ? '' : 'muted'}>
            <div>{whenOf(routeId)}</div>
            <div style={{ fontSize: 12 }}>{t(`inboundRoutes.test.outcomes.${outcome}`)}</div>
          </li>
        ))}
      </ol>
      {result.queue ? (
        <div style={{ marginTop: 16 }}>
          <DryRunView result={result.queue} />
        </div>
      ) : null}
    </>
  );

  function hoursText(): string {
    if (!hours) return '';
    const state = t(hours.isOpen ? 'openingHours.isOpen' : 'openingHours.isClosed');
    const why = hours.day === null ? t('openingHours.because.week') : `${t(`openingHours.because.${hours.because}`)} ${hours.day}`;
    return t('inboundRoutes.test.hours', { name: hours.name, at: formatInstant(result.at, false), state, why });
  }
}
