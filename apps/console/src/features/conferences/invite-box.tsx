import { PhoneOutlined, UserAddOutlined } from '@ant-design/icons';
import { type ConferenceSession, DialDigits } from '@zuoxi/contract';
import { Button, Form, Input, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormDraft } from '../../ui/drafts.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { AgentsSelect } from './agents-select.tsx';
import { useCandidates } from './conference-fields.tsx';
import styles from './conferences.module.css';
import { isLive } from './parties.ts';
import type { ConferenceOrders } from './use-conference-orders.ts';

/** More participants while it goes on: agents, or any number. */
export function InviteBox({ session, invite }: { session: ConferenceSession; invite: ConferenceOrders['invite'] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string[]>([]);
  const [form] = Form.useForm<{ number: string }>();
  const draft = useFormDraft(`invitation:${session.sessionId}`, { number: '' });
  const candidates = useCandidates();
  const invited = () => {
    draft.drop();
    form.setFieldsValue({ number: '' });
  };
  const here = new Set(session.parties.filter(isLive).map((party) => party.agentId));
  const others = (candidates.data ?? []).filter(({ accountId }) => !here.has(accountId));
  const agentIds = chosen.filter((accountId) => !here.has(accountId));
  return (
    <div className={styles.invite}>
      <div className={styles.inviteAgents}>
        <AgentsSelect
          candidates={others}
          loading={candidates.isPending}
          value={agentIds}
          onChange={setChosen}
          label={t('conferences.inviteAgents')}
        />
        <ReasonedButton
          icon={<UserAddOutlined />}
          why={agentIds.length === 0 ? t('common.why.chooseAgents') : undefined}
          loading={invite.isPending && 'agentIds' in invite.variables}
          onClick={() => invite.mutate({ agentIds }, { onSuccess: () => setChosen([]) })}
        >
          {t('conferences.inviteAgents')}
        </ReasonedButton>
      </div>
      <Form
        form={form}
        initialValues={draft.initialValues}
        onValuesChange={draft.onValuesChange}
        onFinish={({ number }) => invite.mutate({ number: number.trim() }, { onSuccess: invited })}
      >
        <Space.Compact style={{ width: '100%' }}>
          <Form.Item name="number" noStyle rules={[schemaRule(DialDigits, t('conferences.inviteNumber'))]}>
            <Input
              inputMode="tel"
              maxLength={32}
              placeholder={t('conferences.numberPlaceholder')}
              aria-label={t('conferences.inviteNumber')}
              data-testid="invite-number"
            />
          </Form.Item>
          <Button htmlType="submit" icon={<PhoneOutlined />} loading={invite.isPending && 'number' in invite.variables}>
            {t('conferences.invite')}
          </Button>
        </Space.Compact>
      </Form>
    </div>
  );
}
