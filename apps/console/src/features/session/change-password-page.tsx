import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ApiError, api, errorText } from '../../api/client.ts';
import { useSession } from '../../app/session.tsx';
import { Page, useDocumentTitle } from '../../ui/page.tsx';
import { SessionFrame } from './session-frame.tsx';

interface Values {
  oldPassword: string;
  newPassword: string;
  repeat: string;
}

/** Forced at the first sign-in with a one-time password (outside the shell), or chosen from the user menu. */
export function ChangePasswordPage({ forced }: { forced: boolean }) {
  const { t } = useTranslation();
  const title = t('session.changeTitle');
  useDocumentTitle(title);
  if (!forced) {
    return (
      <Page title={title}>
        <div style={{ maxWidth: 340 }}>
          <PasswordForm forced={false} />
        </div>
      </Page>
    );
  }
  return (
    <SessionFrame title={title}>
      <Alert type="info" showIcon title={t('session.mustChange')} style={{ marginBottom: 16 }} />
      <PasswordForm forced />
    </SessionFrame>
  );
}

function PasswordForm({ forced }: { forced: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { me, signedIn, signOut } = useSession();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const change = useMutation({
    mutationFn: ({ oldPassword, newPassword }: Values) => api.put('/api/session/password', { body: { oldPassword, newPassword } }),
    onSuccess() {
      void message.success(t('session.changed'));
      if (me) signedIn({ ...me, mustChangePassword: false });
      void navigate('/', { replace: true });
    },
    onError(error) {
      if (error instanceof ApiError && error.code === 'session.wrongPassword') {
        form.setFields([{ name: 'oldPassword', errors: [errorText(error)] }]);
      }
    },
  });
  const besideField = change.error instanceof ApiError && change.error.code === 'session.wrongPassword';
  return (
    <Form
      form={form}
      layout="vertical"
      size={forced ? 'large' : 'middle'}
      requiredMark={false}
      onFinish={(values) => change.mutate(values)}
    >
      {change.error && !besideField ? <Alert type="error" showIcon title={errorText(change.error)} style={{ marginBottom: 16 }} /> : null}
      <Form.Item name="oldPassword" label={t('session.oldPassword')} rules={[{ required: true, message: t('session.oldRequired') }]}>
        <Input.Password autoFocus autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="newPassword"
        label={t('session.newPassword')}
        extra={t('session.passwordRule')}
        dependencies={['oldPassword']}
        rules={[
          { required: true, min: 8, message: t('session.passwordRule') },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value && value === getFieldValue('oldPassword') ? Promise.reject(new Error(t('session.passwordSame'))) : Promise.resolve(),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t('session.repeatPassword')}
        dependencies={['newPassword']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('newPassword') ? Promise.resolve() : Promise.reject(new Error(t('session.passwordMismatch'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block={forced} loading={change.isPending} style={{ marginTop: 8 }}>
        {t('session.changeSubmit')}
      </Button>
      {forced ? (
        <Button type="link" block onClick={() => void signOut()} style={{ marginTop: 8 }}>
          {t('header.signOut')}
        </Button>
      ) : null}
    </Form>
  );
}
