import { ExperimentOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Trunk, type TrunkServerAnswer, type TrunkTest, TrunkTestInput } from '@zuoxi/contract';
import { Alert, Button, Input, Modal, Space, Spin, Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { Section } from '../../ui/section.tsx';

function useTrunkTest(trunk: Trunk) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: TrunkTestInput) => api.post('/api/trunks/{id}/test', { params: { path: { id: trunk.id } }, body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['trunks'] }),
  });
}

/** Whether the saved trunk works: what its servers say now, or a real call over it. */
export function TrunkTestBox({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const number = text.replace(/[\s-]/g, '');
  const input: TrunkTestInput = number === '' ? {} : { number };
  const test = useTrunkTest(trunk);
  return (
    <Section title={t('trunks.test.title')}>
      <div style={{ padding: 16 }}>
        <p className="muted" style={{ marginTop: 0 }}>
          {t('trunks.test.hint')}
        </p>
        <Space.Compact block>
          <Input
            inputMode="tel"
            maxLength={24}
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={t('trunks.test.number')}
            aria-label={t('trunks.test.number')}
          />
          <ReasonedButton
            loading={test.isPending}
            why={TrunkTestInput.safeParse(input).success ? undefined : t('common.why.notANumber')}
            onClick={() => test.mutate(input)}
          >
            {t(number === '' ? 'trunks.test.ask' : 'trunks.test.call')}
          </ReasonedButton>
        </Space.Compact>
        <div style={{ marginTop: 12 }} aria-live="polite">
          {test.error ? <Alert type="error" showIcon title={errorText(test.error)} /> : null}
          {test.data ? <Outcome result={test.data} /> : null}
        </div>
      </div>
    </Section>
  );
}

/** At the end of a row: asks the servers at once. */
export function TrunkTestButton({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const test = useTrunkTest(trunk);
  const ask = () => {
    setOpen(true);
    test.mutate({});
  };
  return (
    <>
      <Tooltip title={t('trunks.test.title')}>
        <Button
          type="text"
          size="small"
          icon={<ExperimentOutlined />}
          aria-label={t('trunks.test.of', { name: trunk.name })}
          onClick={ask}
        />
      </Tooltip>
      <Modal
        open={isOpen}
        title={t('trunks.test.of', { name: trunk.name })}
        okText={t('trunks.test.again')}
        okButtonProps={{ loading: test.isPending }}
        cancelText={t('common.close')}
        onOk={ask}
        onCancel={() => setOpen(false)}
        width={520}
        destroyOnHidden
      >
        <div aria-live="polite" style={{ minHeight: 64 }}>
          {test.isPending ? (
            <Space>
              <Spin size="small" />
              {t('trunks.test.asking')}
            </Space>
          ) : null}
          {test.error ? <Alert type="error" showIcon role="alert" title={errorText(test.error)} /> : null}
          {test.data && !test.isPending ? <Outcome result={test.data} /> : null}
        </div>
      </Modal>
    </>
  );
}

function Outcome({ result }: { result: TrunkTest }) {
  const { t } = useTranslation();
  const { outcome, seconds, cause, servers } = result;
  if (outcome === 'answered') return <Alert type="success" showIcon title={t('trunks.test.answered', { seconds })} />;
  if (outcome === 'failed') return <Alert type="warning" showIcon title={t('trunks.test.failed', { seconds, why: causeText(t, cause) })} />;
  const there = servers.filter((server) => server.outcome === 'answered').length;
  const verdict = there === 0 ? 'noneAnswers' : there < servers.length ? 'someAnswer' : 'allAnswer';
  // A carrier that is there may still refuse the account.
  const isGood = verdict === 'allAnswer' && outcome !== 'refused' && outcome !== 'notRegistered';
  const severalEngines = new Set(servers.map(({ engine }) => engine)).size > 1;
  return (
    <Alert
      type={isGood ? 'success' : 'warning'}
      showIcon
      title={t(`trunks.test.${verdict}`)}
      description={
        <>
          <ul style={{ margin: 0, paddingInlineStart: 18 }}>
            {servers.map((answer) => (
              <li key={`${answer.engine} ${answer.server}`}>{serverText(t, answer, severalEngines)}</li>
            ))}
          </ul>
          {isOfAccount(outcome) ? (
            <p style={{ margin: '8px 0 0' }}>
              {t('trunks.test.account', { state: t(`trunks.states.${outcome}`), hint: t(`trunks.stateHints.${outcome}`) })}
            </p>
          ) : null}
        </>
      }
    />
  );
}

const isOfAccount = (outcome: TrunkTest['outcome']): outcome is 'registered' | 'refused' | 'notRegistered' =>
  outcome === 'registered' || outcome === 'refused' || outcome === 'notRegistered';

function serverText(t: TFunction, { engine, server: name, outcome, status, roundTripMs }: TrunkServerAnswer, namesEngine: boolean): string {
  const server = namesEngine ? t('trunks.test.ofEngine', { server: name, engine }) : name;
  if (outcome !== 'answered') return t(`trunks.test.byServer.${outcome}`, { server });
  const ms = (roundTripMs ?? 0).toFixed(1);
  return status > 0 ? t('trunks.test.byServer.answeredWith', { server, ms, status }) : t('trunks.test.byServer.answered', { server, ms });
}

/** What the Q.850 cause of a failed call means to somebody who set the trunk up. */
function causeText(t: TFunction, cause: number | null): string {
  switch (cause) {
    case 1:
    case 28:
      return t('trunks.causes.number');
    case 17:
      return t('trunks.causes.busy');
    case 19:
      return t('trunks.causes.noAnswer');
    case 21:
      return t('trunks.causes.rejected');
    case 3:
    case 18:
    case 20:
    case 102:
      return t('trunks.causes.noResponse');
    case 34:
    case 42:
      return t('trunks.causes.congestion');
    case 27:
    case 38:
    case 41:
      return t('trunks.causes.failure');
    case 58:
      return t('trunks.causes.codec');
    default:
      return t('trunks.causes.other', { cause: cause ?? 0 });
  }
}
