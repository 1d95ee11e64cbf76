import { ExperimentOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TestCustomerCall, TestCustomerView } from '@zuoxi/contract';
import { Alert, Button, Form, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { maySee } from '../../app/feature.ts';
import { useMe } from '../../app/session.tsx';
import { currentLanguage } from '../../i18n/language.ts';
import { Choice } from '../../ui/choice.tsx';
import { formatDuration } from '../../ui/format.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { useSecondsUntil } from '../../ui/timer.tsx';

const QUERY = ['test-customer'];
const LOOK_MS = 1500;

interface TestCustomerButtonProps {
  /** Beside others in the head of a card. */
  size?: 'small';
  /** In place of the button. */
  children?: (open: () => void) => ReactNode;
}

/** Lets a customer ring in that the system plays; nothing for whoever may not. */
export function TestCustomerButton({ size, children }: TestCustomerButtonProps) {
  const { t } = useTranslation();
  const me = useMe();
  const [open, setOpen] = useState(false);
  if (!maySee(me, { permission: 'testCustomer.call' })) return null;
  const button = (
    <Button
      {...(size ? { size, type: 'text' } : {})}
      icon={<ExperimentOutlined />}
      onClick={() => setOpen(true)}
      data-testid="test-customer"
    >
      {t('testCustomer.open')}
    </Button>
  );
  return (
    <>
      {children ? children(() => setOpen(true)) : button}
      <Modal open={open} onCancel={() => setOpen(false)} title={t('testCustomer.title')} footer={null} width={440} destroyOnHidden>
        <TestCustomer />
      </Modal>
    </>
  );
}

function TestCustomer() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data, error } = useQuery({ queryKey: QUERY, queryFn: () => api.get('/api/test-customer'), refetchInterval: LOOK_MS });
  const [chosen, setChosen] = useState<string>();
  const done = () => void queries.invalidateQueries({ queryKey: QUERY });
  const call = useMutation({
    mutationFn: (target: string) => api.post('/api/test-customer', { body: { ...targetOf(target), language: currentLanguage() } }),
    onSettled: done,
  });
  const hangUp = useMutation({ mutationFn: () => api.delete('/api/test-customer'), onSettled: done });
  const target = chosen ?? firstTarget(data);
  const problem = error ?? call.error ?? hangUp.error;
  return (
    <>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('testCustomer.hint')}
      </p>
      {problem ? <Alert type="error" showIcon title={errorText(problem)} style={{ marginBottom: 12 }} /> : null}
      {data?.call ? (
        <Running call={data.call} isEnding={hangUp.isPending} onHangUp={() => hangUp.mutate()} />
      ) : (
        <Form layout="vertical">
          <Form.Item label={t('testCustomer.target')} htmlFor="test-customer-target">
            <Choice
              id="test-customer-target"
              loading={!data && !error}
              {...(target === undefined ? {} : { value: target })}
              placeholder={data ? t('testCustomer.noTarget') : ''}
              onChange={setChosen}
              options={optionsOf(data, t('testCustomer.queues'), t('testCustomer.numbers'))}
            />
          </Form.Item>
          <ReasonedButton
            type="primary"
            block
            loading={call.isPending}
            why={target === undefined ? t('testCustomer.noTarget') : undefined}
            onClick={() => target && call.mutate(target)}
            data-testid="test-customer-call"
          >
            {t('testCustomer.call')}
          </ReasonedButton>
        </Form>
      )}
    </>
  );
}

function Running({ call, isEnding, onHangUp }: { call: TestCustomerCall; isEnding: boolean; onHangUp(): void }) {
  const { t } = useTranslation();
  const left = useSecondsUntil(call.endsAt);
  const target = [call.queueName, call.calledNumber].filter(Boolean).join(' ');
  return (
    <div aria-live="polite" data-testid={`test-customer-${call.stage}`}>
      <Alert
        type={call.stage === 'talking' ? 'success' : 'info'}
        showIcon
        title={t(`testCustomer.${call.stage}`, { target })}
        description={
          <>
            {t('testCustomer.endsIn')} <span className="num">{formatDuration(left)}</span>
          </>
        }
        style={{ marginBottom: 12 }}
      />
      <Button danger block loading={isEnding} onClick={onHangUp}>
        {t('testCustomer.hangUp')}
      </Button>
    </div>
  );
}

/** A queue by its id, a number by itself. */
const QUEUE = 'queue:';
const targetOf = (value: string) => (value.startsWith(QUEUE) ? { queueId: value.slice(QUEUE.length) } : { calledNumber: value });

function firstTarget(view: TestCustomerView | undefined): string | undefined {
  const queue = view?.queues[0];
  return queue ? QUEUE + queue.id : view?.numbers[0]?.number;
}

function optionsOf(view: TestCustomerView | undefined, queues: string, numbers: string) {
  if (!view) return [];
  return [
    { label: queues, options: view.queues.map(({ id, number, name }) => ({ value: QUEUE + id, label: `${name} ${number}` })) },
    {
      label: numbers,
      options: view.numbers.map(({ number, description }) => ({ value: number, label: `${number} ${description}`.trim() })),
    },
  ].filter(({ options }) => options.length > 0);
}
