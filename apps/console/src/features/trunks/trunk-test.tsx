import { useMutation } from '@tanstack/react-query';
import { type Trunk, type TrunkTest, TrunkTestInput } from '@zuoxi/contract';
import { Alert, Button, Input, Space } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { Section } from '../../ui/section.tsx';

/** Whether the saved trunk works: its state, or a real call over it. */
export function TrunkTestBox({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const number = text.replace(/[\s-]/g, '');
  const input: TrunkTestInput = number === '' ? {} : { number };
  const test = useMutation({ mutationFn: () => api.post('/api/trunks/{id}/test', { params: { path: { id: trunk.id } }, body: input }) });
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
          <Button loading={test.isPending} disabled={!TrunkTestInput.safeParse(input).success} onClick={() => test.mutate()}>
            {t(number === '' ? 'trunks.test.state' : 'trunks.test.call')}
          </Button>
        </Space.Compact>
        <div style={{ marginTop: 12 }} aria-live="polite">
          {test.error ? <Alert type="error" showIcon title={errorText(test.error)} /> : null}
          {test.data ? <Outcome result={test.data} /> : null}
        </div>
      </div>
    </Section>
  );
}

function Outcome({ result }: { result: TrunkTest }) {
  const { t } = useTranslation();
  const { outcome, seconds, status, cause, watched, roundTripMs } = result;
  if (outcome === 'answered') return <Alert type="success" showIcon title={t('trunks.test.answered', { seconds })} />;
  if (outcome === 'failed') return <Alert type="warning" showIcon title={t('trunks.test.failed', { seconds, why: causeText(t, cause) })} />;
  const isGood = outcome === 'registered' || outcome === 'reachable';
  const more = [
    t(`trunks.stateHints.${outcome}`),
    roundTripMs === null ? '' : t('trunks.test.roundTrip', { ms: roundTripMs.toFixed(1) }),
    watched ? '' : t('trunks.test.notWatched'),
  ];
  return (
    <Alert
      type={isGood ? 'success' : 'warning'}
      showIcon
      title={`${t(`trunks.states.${outcome}`)}${status > 0 ? ` · ${status}` : ''}`}
      description={more.filter(Boolean).join(' ')}
    />
  );
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
