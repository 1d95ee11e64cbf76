import { useMutation } from '@tanstack/react-query';
import { type DialTest, DialTestQuery } from '@zuoxi/contract';
import { Alert, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { Choice } from '../../ui/choice.tsx';
import { useDestinationTargets } from '../../ui/destination-targets.ts';
import { schemaRule } from '../../ui/schema-rule.ts';
import { Section } from '../../ui/section.tsx';

/** Asks what would become of a number; nothing is dialled. */
export function DialTestPanel() {
  const { t } = useTranslation();
  const { agents, isPending } = useDestinationTargets();
  const test = useMutation({ mutationFn: (query: DialTestQuery) => api.get('/api/dial-rules/test', { params: { query } }) });
  return (
    <Section title={t('dialRules.test.title')}>
      <div style={{ padding: 16 }}>
        <Form<DialTestQuery>
          layout="vertical"
          requiredMark={false}
          onFinish={({ number, accountId }) => test.mutate({ number, ...(accountId ? { accountId } : {}) })}
        >
          <Form.Item
            name="number"
            label={t('dialRules.test.number')}
            normalize={(value: string) => value.replace(/[\s-]/g, '')}
            rules={[schemaRule(DialTestQuery.shape.number, t('dialRules.test.number'))]}
          >
            <Input inputMode="tel" maxLength={40} />
          </Form.Item>
          <Form.Item name="accountId" label={t('dialRules.test.account')}>
            <Choice
              options={agents}
              loading={isPending}
              allowClear
              placeholder={t('dialRules.test.anyAccount')}
              showSearch={{ optionFilterProp: 'label' }}
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

function Result({ result }: { result: DialTest }) {
  const { t } = useTranslation();
  const { outcome, ruleName, permissionClass, routes } = result;
  const isFine = outcome === 'outside' || outcome === 'extension' || outcome === 'queue';
  return (
    <>
      <Alert type={isFine ? 'success' : 'warning'} showIcon title={t(`dialRules.test.outcomes.${outcome}`)} />
      <dl style={{ margin: '12px 0 0', display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '4px 12px' }}>
        {permissionClass === null ? null : (
          <>
            <dt className="muted">{t('dialRules.permissionClass')}</dt>
            <dd style={{ margin: 0 }}>{t(`permissionClass.${permissionClass}`)}</dd>
            <dt className="muted">{t('dialRules.test.rule')}</dt>
            <dd style={{ margin: 0 }}>{ruleName ?? t('dialRules.test.noRule')}</dd>
          </>
        )}
      </dl>
      <ol style={{ margin: '12px 0 0', paddingInlineStart: 20, display: 'grid', gap: 6 }}>
        {routes.map(({ trunkName, number, callerId }) => (
          <li key={trunkName}>
            <div>{trunkName}</div>
            <div className="muted num">{t('dialRules.test.sent', { number, callerId: callerId || t('common.none') })}</div>
          </li>
        ))}
      </ol>
    </>
  );
}
