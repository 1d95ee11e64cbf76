import { CheckCircleFilled, CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { type SetupSteps, SetupSteps as StepsShape } from '@zuoxi/contract';
import { Button, Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { api } from '../../api/client.ts';
import { useMe } from '../../app/session.tsx';
import { EDITOR_OPEN } from '../../ui/use-editor.ts';
import { TestCustomerButton } from '../test-customer/test-customer-button.tsx';
import styles from './setup-checklist.module.css';

type Step = keyof SetupSteps;

const LOOK_MS = 10_000;
const steps = StepsShape.keyof().options;

const pageOf: Readonly<Record<Exclude<Step, 'call'>, string>> = {
  people: '/accounts',
  queue: '/queues',
  trunk: '/trunks',
  number: '/inbound-routes',
};

/** What a new call centre still needs before its first call; it ticks itself, and is gone when all is there. */
export function SetupChecklist() {
  const { t } = useTranslation();
  const { accountId } = useMe();
  const { pathname } = useLocation();
  const key = `zuoxi.setupHidden.${accountId}`;
  const [hidden, setHidden] = useState(() => localStorage.getItem(key) === '1');
  const { data, refetch } = useQuery({
    queryKey: ['setup'],
    queryFn: () => api.get('/api/setup'),
    enabled: !hidden,
    refetchInterval: ({ state }) => (state.data && isComplete(state.data) ? false : LOOK_MS),
  });
  const isOpen = !hidden && data !== undefined && !isComplete(data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes to another page has done something on the last one.
  useEffect(() => {
    if (isOpen) void refetch();
  }, [pathname]);
  if (!isOpen) return null;
  const next = steps.find((step) => !data[step]);
  return (
    <section className={styles.setup} aria-label={t('setup.title')} data-testid="setup">
      <strong className={styles.title}>{t('setup.title')}</strong>
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li key={step} className={data[step] ? styles.done : step === next ? styles.next : ''} data-testid={`setup-${step}`}>
            {data[step] ? <CheckCircleFilled aria-label={t('setup.done')} /> : <span className={styles.number}>{index + 1}</span>}
            <StepName step={step} done={data[step]} />
          </li>
        ))}
      </ol>
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined />}
        aria-label={t('setup.hide')}
        title={t('setup.hide')}
        onClick={() => {
          localStorage.setItem(key, '1');
          setHidden(true);
        }}
      />
    </section>
  );
}

function StepName({ step, done }: { step: Step; done: boolean }) {
  const { t } = useTranslation();
  if (done) return <span>{t(`setup.${step}`)}</span>;
  if (step !== 'call') return <Link to={pageOf[step] + EDITOR_OPEN}>{t(`setup.${step}`)}</Link>;
  return (
    <TestCustomerButton>
      {(open) => (
        <Tooltip title={t('setup.callHint')}>
          <button type="button" className={styles.hint} onClick={open}>
            {t('setup.call')}
          </button>
        </Tooltip>
      )}
    </TestCustomerButton>
  );
}

function isComplete(data: SetupSteps): boolean {
  return steps.every((step) => data[step]);
}
