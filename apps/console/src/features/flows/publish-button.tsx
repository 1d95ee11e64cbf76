import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { useTextDraft } from '../../ui/drafts.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import type { Autosave } from './use-autosave.ts';

const LONGEST_NOTE = 200;

/** Makes the draft what callers hear, with a note of what is new. */
export function PublishButton({ save, errors, why }: { save: Autosave; errors: number; why: string | undefined }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { flow } = save;
  const [note, setNote] = useTextDraft('flow-version', flow.id);
  const publish = useMutation({
    async mutationFn() {
      const saved = await save.flush();
      if (!saved) throw new Error('not saved');
      return api.post('/api/flows/{id}/publish', { params: { path: { id: flow.id } }, body: { note: note.trim() } });
    },
    onSuccess(published) {
      save.replaceFlow(published);
      void queryClient.invalidateQueries({ queryKey: ['flows'] });
      void queryClient.invalidateQueries({ queryKey: ['flow-versions', flow.id] });
      void message.success(t('flows.publishedNow', { version: published.publishedVersion }));
      setAsking(false);
      setNote('');
    },
  });
  const isSame = flow.publishedVersion !== null && !flow.changed && save.state === 'saved';
  const reason = errors > 0 ? t('flows.publishErrors', { count: errors }) : isSame ? t('flows.publishSame') : undefined;
  return (
    <>
      <ReasonedButton
        type="primary"
        why={why ?? reason}
        onClick={() => {
          publish.reset();
          setAsking(true);
        }}
      >
        {t('flows.publish')}
      </ReasonedButton>
      <Modal
        open={asking}
        title={t('flows.publishTitle', { version: (flow.publishedVersion ?? 0) + 1 })}
        okText={t('flows.publish')}
        cancelText={t('common.cancel')}
        confirmLoading={publish.isPending}
        onOk={() => publish.mutate()}
        onCancel={() => setAsking(false)}
        width={460}
        destroyOnHidden
      >
        <p>{t('flows.publishHint')}</p>
        <Input.TextArea
          autoFocus
          rows={3}
          maxLength={LONGEST_NOTE}
          value={note}
          placeholder={t('flows.publishNote')}
          aria-label={t('flows.publishNote')}
          onChange={(event) => setNote(event.target.value)}
        />
        {publish.error ? (
          <Alert
            type="error"
            showIcon
            role="alert"
            style={{ marginTop: 12 }}
            title={save.state === 'saved' ? errorText(publish.error) : t(`flows.save.${save.state}`)}
          />
        ) : null}
      </Modal>
    </>
  );
}
