import { CreateAccount, ExtensionNumber, Password } from '@zuoxi/contract';
import { Form, Input, Radio, Switch } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Choice } from '../../ui/choice.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import type { AccountValues } from './account-form.ts';
import styles from './accounts.module.css';
import { ForwardingFields } from './forwarding-fields.tsx';
import { PickupGroupField, RightFields } from './right-fields.tsx';
import { SipPhoneFields } from './sip-phone-fields.tsx';
import { SwitchRow } from './switch-row.tsx';

/** An empty password means that it stays. */
const OptionalPassword = Password.or(z.literal(''));

export function AccountFields({ isNew }: { isNew: boolean }) {
  const { t } = useTranslation();
  const hasExtension = Form.useWatch<AccountValues['hasExtension']>('hasExtension');
  const roles = (['agent', 'supervisor', 'administrator'] as const).map((value) => ({ value, label: t(`role.${value}`) }));
  return (
    <>
      <Group title={t('extensions.sections.account')}>
        <Form.Item
          name="name"
          label={t('accounts.name')}
          extra={isNew ? t('accounts.nameHint') : null}
          rules={isNew ? [schemaRule(CreateAccount.shape.name, t('accounts.name'))] : []}
        >
          <Input disabled={!isNew} autoFocus={isNew} autoComplete="off" maxLength={40} />
        </Form.Item>
        <Form.Item
          name="displayName"
          label={t('accounts.displayName')}
          rules={[{ required: true, whitespace: true, message: t('common.required', { field: t('accounts.displayName') }) }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="role" label={t('accounts.role')}>
          <Choice options={roles} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('accounts.password')}
          extra={t(isNew ? 'accounts.passwordCreateHint' : 'accounts.passwordEditHint')}
          rules={[schemaRule(isNew ? Password : OptionalPassword, t('accounts.password'))]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        {isNew ? null : (
          <Form.Item name="enabled" label={t('accounts.enabled')} layout="horizontal" valuePropName="checked">
            <Switch size="small" />
          </Form.Item>
        )}
        <Form.Item name="hasExtension" label={t('accounts.hasExtension')} layout="horizontal" valuePropName="checked">
          <Switch size="small" />
        </Form.Item>
      </Group>
      {hasExtension ? (
        <>
          <Group title={t('extensions.sections.extension')}>
            <ExtensionFields />
          </Group>
          <Group title={t('extensions.sections.rights')}>
            <RightFields />
          </Group>
          <Group title={t('extensions.sections.forwarding')}>
            <ForwardingFields />
          </Group>
        </>
      ) : null}
    </>
  );
}

function ExtensionFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="number"
        label={t('accounts.extension')}
        extra={t('accounts.extensionHint')}
        rules={[schemaRule(ExtensionNumber, t('accounts.extension'))]}
      >
        <Input inputMode="numeric" maxLength={8} style={{ width: 160 }} />
      </Form.Item>
      <Form.Item name="phoneType" label={t('accounts.phoneType')} extra={t('accounts.phoneTypeHint')}>
        <Radio.Group optionType="button" options={(['web', 'sip'] as const).map((value) => ({ value, label: t(`phoneType.${value}`) }))} />
      </Form.Item>
      <SipPhoneFields />
      <SwitchRow name="recordingEnabled" label={t('accounts.recordingEnabled')} hint={t('extensions.recordingHint')} />
      <PickupGroupField />
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h3 className={styles.heading}>{title}</h3>
      {children}
    </section>
  );
}
