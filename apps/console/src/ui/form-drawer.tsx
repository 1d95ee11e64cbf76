import { Alert, App, Button, Drawer, Form, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../api/client.ts';

interface FormDrawerProps<Values> {
  open: boolean;
  title: string;
  form: FormInstance<Values>;
  initialValues: Values;
  pending: boolean;
  /** What the server refused and no field shows. */
  error: unknown;
  size?: number;
  submitText: string;
  onSubmit(values: Values): void;
  onClose(): void;
  children: ReactNode;
  /** Below the fields, not part of the form. */
  after?: ReactNode;
}

/** Create and edit. What was typed stays until it is saved, or thrown away by a deliberate answer. */
export function FormDrawer<Values extends object>(props: FormDrawerProps<Values>) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { form } = props;
  const close = () => {
    if (!form.isFieldsTouched()) {
      props.onClose();
      return;
    }
    modal.confirm({
      title: t('admin.discardTitle'),
      okText: t('admin.discard'),
      okButtonProps: { danger: true },
      cancelText: t('admin.keepEditing'),
      onOk: props.onClose,
    });
  };
  return (
    <Drawer
      open={props.open}
      title={props.title}
      size={props.size ?? 480}
      onClose={close}
      destroyOnHidden
      mask={{ closable: false }}
      footer={
        <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8, padding: '4px 0' }}>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" loading={props.pending} onClick={() => form.submit()}>
            {props.submitText}
          </Button>
        </div>
      }
    >
      {props.error ? <Alert type="error" showIcon role="alert" title={errorText(props.error)} style={{ marginBottom: 16 }} /> : null}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={props.initialValues}
        onFinish={props.onSubmit}
        scrollToFirstError={{ focus: true }}
        autoComplete="off"
        preserve={false}
        // Else a row that is edited after one was created would show what the new one began with.
        clearOnDestroy
      >
        {props.children}
        {/* Enter in a field submits only when the form has such a button. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </Form>
      {props.after}
    </Drawer>
  );
}
