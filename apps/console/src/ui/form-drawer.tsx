import { Alert, App, Button, Drawer, Form, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../api/client.ts';
import { FORMS, useDraftAccess, useFormDraft } from './drafts.ts';
import { NumbersIn } from './numbers-in.tsx';

interface FormDrawerProps<Values> {
  open: boolean;
  title: string;
  form: FormInstance<Values>;
  /** What the form is about, for what is typed and not saved; `useEditor` names it. */
  draft: string;
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

/** Create and edit. What was typed stays until it is saved, or thrown away by a deliberate answer; a call or a reload is none. */
export function FormDrawer<Values extends object>(props: FormDrawerProps<Values>) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { form } = props;
  const drafts = useDraftAccess<Partial<Values>>(FORMS);
  const close = () => {
    if (!form.isFieldsTouched() && drafts.of(props.draft) === undefined) {
      props.onClose();
      return;
    }
    modal.confirm({
      title: t('admin.discardTitle'),
      okText: t('admin.discard'),
      okButtonProps: { danger: true },
      cancelText: t('admin.keepEditing'),
      onOk() {
        drafts.update(props.draft, () => undefined);
        props.onClose();
      },
    });
  };
  return (
    <Drawer
      open={props.open}
      title={<NumbersIn text={props.title} />}
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
      <DrawerForm {...props} />
      {props.after}
    </Drawer>
  );
}

/** Mounted while the drawer is open: it begins with what was typed earlier. */
function DrawerForm<Values extends object>(props: FormDrawerProps<Values>) {
  const draft = useFormDraft(props.draft, props.initialValues);
  const discard = () => {
    draft.drop();
    // Every field of the form, by the very values it would have begun with.
    props.form.setFieldsValue(props.initialValues as Parameters<typeof props.form.setFieldsValue>[0]);
  };
  return (
    <>
      {draft.isRestored ? <RestoredNotice onDiscard={discard} /> : null}
      {props.error ? <Alert type="error" showIcon role="alert" title={errorText(props.error)} style={{ marginBottom: 16 }} /> : null}
      <Form<Values>
        form={props.form}
        layout="vertical"
        initialValues={draft.initialValues}
        onValuesChange={draft.onValuesChange}
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
    </>
  );
}

/** Says that the fields hold what was typed earlier and not saved. */
export function RestoredNotice({ onDiscard }: { onDiscard(): void }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="info"
      showIcon
      role="status"
      title={t('admin.restored')}
      action={
        <Button size="small" onClick={onDiscard}>
          {t('admin.discard')}
        </Button>
      }
      style={{ marginBottom: 16 }}
    />
  );
}
