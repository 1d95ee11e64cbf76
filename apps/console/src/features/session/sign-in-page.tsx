import { useMutation } from '@tanstack/react-query';
import type { SignIn } from '@zuoxi/contract';
import { Alert, Button, Form, Input, type InputRef } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { useSession } from '../../app/session.tsx';
import { useDocumentTitle } from '../../ui/page.tsx';
import { SessionFrame } from './session-frame.tsx';

const TENANT_KEY = 'zuoxi.tenant';
const ACCOUNT_KEY = 'zuoxi.account';

export function SignInPage() {
  const { t } = useTranslation();
  const { signedIn, expired, signedOutBy } = useSession();
  const password = useRef<InputRef>(null);
  const [form] = Form.useForm<SignIn>();
  useDocumentTitle(t('session.title'));
  const tenant = localStorage.getItem(TENANT_KEY) ?? '';
  const account = localStorage.getItem(ACCOUNT_KEY) ?? '';
  const signIn = useMutation({
    mutationFn: (input: SignIn) => api.post('/api/session', { body: input }),
    onSuccess(me, input) {
      localStorage.setItem(TENANT_KEY, input.tenant);
      localStorage.setItem(ACCOUNT_KEY, input.account);
      signedIn(me);
    },
    onError() {
      form.setFieldValue('password', '');
      password.current?.focus();
    },
  });
  const field = (name: keyof SignIn) => ({ name, validateTrigger: 'onSubmit' as const });

  return (
    <SessionFrame title={t('session.title')}>
      {expired && !signIn.error ? (
        <Alert
          type="warning"
          showIcon
          title={signedOutBy ? t('session.signedOutBy', { name: signedOutBy }) : t('session.expired')}
          style={{ marginBottom: 16 }}
        />
      ) : null}
      {signIn.error ? <Alert type="error" showIcon title={errorText(signIn.error)} role="alert" style={{ marginBottom: 16 }} /> : null}
      <Form
        form={form}
        layout="vertical"
        size="large"
        requiredMark={false}
        initialValues={{ tenant, account, password: '' }}
        onFinish={(input) => signIn.mutate(input)}
      >
        <Form.Item
          {...field('tenant')}
          label={t('session.tenant')}
          rules={[{ required: true, whitespace: true, message: t('session.tenantRequired') }]}
        >
          <Input autoFocus={tenant === ''} placeholder={t('session.tenantPlaceholder')} autoComplete="organization" maxLength={40} />
        </Form.Item>
        <Form.Item
          {...field('account')}
          label={t('session.account')}
          rules={[{ required: true, whitespace: true, message: t('session.accountRequired') }]}
        >
          <Input autoFocus={tenant !== '' && account === ''} autoComplete="username" maxLength={40} />
        </Form.Item>
        <Form.Item
          {...field('password')}
          label={t('session.password')}
          rules={[{ required: true, message: t('session.passwordRequired') }]}
        >
          <Input.Password ref={password} autoFocus={tenant !== '' && account !== ''} autoComplete="current-password" maxLength={200} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={signIn.isPending} data-testid="sign-in" style={{ marginTop: 8 }}>
          {t('session.signIn')}
        </Button>
      </Form>
    </SessionFrame>
  );
}
