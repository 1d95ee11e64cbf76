import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BulkCreated, BulkLine, BulkProblem } from '@zuoxi/contract';
import { Alert, App, Button, Drawer, Form, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { useFormDraft } from '../../ui/drafts.ts';
import { RestoredNotice } from '../../ui/form-drawer.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { usualClasses } from './account-form.ts';
import { BulkFields } from './bulk-fields.tsx';
import { type BulkValues, linesOf, toOrder } from './bulk-lines.ts';
import { CreatedTable, downloadCreated, LinesTable } from './bulk-tables.tsx';

/** What is typed → what it comes to, and what is wrong with it → made, with the secrets that are seen this once. */
type Stage =
  | { kind: 'fill' }
  | { kind: 'preview'; values: BulkValues; lines: BulkLine[]; problems: BulkProblem[] }
  | { kind: 'made'; created: BulkCreated[]; isSaved: boolean };

export function BulkDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<BulkValues>();
  const [stage, setStage] = useState<Stage>({ kind: 'fill' });
  const blank = initial(t('extensions.bulk.displayNameDefault'));
  const draft = useFormDraft<BulkValues>('accounts:bulk', blank);
  const check = useMutation({
    mutationFn: (values: BulkValues) => api.post('/api/accounts/bulk', { body: toOrder(values, true) }),
    onSuccess: ({ problems }, values) => setStage({ kind: 'preview', values, lines: linesOf(values), problems }),
  });
  const make = useMutation({
    mutationFn: (values: BulkValues) => api.post('/api/accounts/bulk', { body: toOrder(values, false) }),
    onSuccess({ problems, created }, values) {
      // Somebody else has taken one of the numbers meanwhile.
      if (problems.length > 0) return setStage({ kind: 'preview', values, lines: linesOf(values), problems });
      void queryClient.invalidateQueries({ queryKey: ['accounts'] });
      void queryClient.invalidateQueries({ queryKey: ['queues'] });
      draft.drop();
      setStage({ kind: 'made', created, isSaved: false });
    },
  });
  const leave = () => {
    setStage({ kind: 'fill' });
    check.reset();
    make.reset();
    onClose();
  };
  const close = () => {
    if (make.isPending) return;
    const isLost = stage.kind === 'made' ? !stage.isSaved : form.isFieldsTouched() || draft.isKept;
    if (!isLost) return leave();
    modal.confirm({
      title: t(stage.kind === 'made' ? 'extensions.bulk.unsavedTitle' : 'admin.discardTitle'),
      okText: t(stage.kind === 'made' ? 'common.close' : 'admin.discard'),
      okButtonProps: { danger: true },
      cancelText: t(stage.kind === 'made' ? 'common.cancel' : 'admin.keepEditing'),
      onOk() {
        draft.drop();
        leave();
      },
    });
  };
  const error = check.error ?? make.error;
  return (
    <Drawer
      open={open}
      title={t('extensions.bulk.title')}
      size={760}
      onClose={close}
      destroyOnHidden
      mask={{ closable: false }}
      footer={
        <Footer
          stage={stage}
          isBusy={check.isPending || make.isPending}
          onClose={close}
          onPreview={() => form.submit()}
          onBack={() => setStage({ kind: 'fill' })}
          onMake={() => stage.kind === 'preview' && make.mutate(stage.values)}
          onDownload={() => {
            if (stage.kind !== 'made') return;
            downloadCreated(stage.created);
            setStage({ ...stage, isSaved: true });
          }}
        />
      }
    >
      {error ? <Alert type="error" showIcon role="alert" title={errorText(error)} style={{ marginBottom: 16 }} /> : null}
      <div hidden={stage.kind !== 'fill'}>
        {draft.isRestored ? (
          <RestoredNotice
            onDiscard={() => {
              draft.drop();
              form.setFieldsValue(blank);
            }}
          />
        ) : null}
        <Form<BulkValues>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={draft.initialValues}
          onValuesChange={draft.onValuesChange}
          onFinish={(values) => check.mutate(values)}
          scrollToFirstError={{ focus: true }}
          autoComplete="off"
        >
          <BulkFields />
        </Form>
      </div>
      {make.isPending && stage.kind === 'preview' ? <Making count={stage.lines.length} /> : null}
      {stage.kind === 'preview' && !make.isPending ? <LinesTable lines={stage.lines} problems={stage.problems} /> : null}
      {stage.kind === 'made' ? <CreatedTable created={stage.created} /> : null}
    </Drawer>
  );
}

const initial = (displayNamePattern: string): BulkValues => ({
  source: 'range',
  first: '',
  count: 50,
  namePattern: '{number}',
  displayNamePattern,
  pasted: '',
  role: 'agent',
  phoneType: 'sip',
  recordingEnabled: true,
  queueIds: [],
  callerId: '',
  mayDial: usualClasses,
  dailyCallsCap: 0,
  dailyMinutesCap: 0,
  pickupGroup: '',
  dtmfMode: 'auto',
  srtp: 'off',
});

/** The server makes all of them in one piece and says nothing before the end: the bar moves, and does not count. */
function Making({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" style={{ padding: '48px 24px', textAlign: 'center' }}>
      <p>{t('extensions.bulk.making', { count })}</p>
      <Progress percent={100} status="active" showInfo={false} />
    </div>
  );
}

interface FooterProps {
  stage: Stage;
  isBusy: boolean;
  onClose(): void;
  onPreview(): void;
  onBack(): void;
  onMake(): void;
  onDownload(): void;
}

function Footer({ stage, isBusy, onClose, onPreview, onBack, onMake, onDownload }: FooterProps) {
  const { t } = useTranslation();
  return (
    <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8, padding: '4px 0' }}>
      <Button onClick={onClose} disabled={isBusy}>
        {t(stage.kind === 'made' ? 'common.close' : 'common.cancel')}
      </Button>
      {stage.kind === 'fill' ? (
        <Button type="primary" loading={isBusy} onClick={onPreview}>
          {t('extensions.bulk.preview')}
        </Button>
      ) : null}
      {stage.kind === 'preview' ? (
        <>
          <Button onClick={onBack} disabled={isBusy}>
            {t('extensions.bulk.back')}
          </Button>
          <ReasonedButton
            type="primary"
            loading={isBusy}
            why={stage.problems.length > 0 ? t('common.why.fixLines') : undefined}
            onClick={onMake}
          >
            {t('extensions.bulk.make', { count: stage.lines.length })}
          </ReasonedButton>
        </>
      ) : null}
      {stage.kind === 'made' ? (
        <Button type="primary" onClick={onDownload}>
          {t('extensions.bulk.download')}
        </Button>
      ) : null}
    </div>
  );
}
