import { useMutation, useQueryClient } from '@tanstack/react-query';
import { parseHolidayLines } from '@zuoxi/contract';
import { Alert, App, Button, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { useTextDraft } from '../../ui/drafts.ts';
import { formatList } from '../../ui/format.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';

/** Many days at once, pasted as lines. All of them are taken or none. */
export function HolidayImport({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [text, setText] = useTextDraft('holidays');
  const { holidays, wrong } = parseHolidayLines(text);
  const done = () => {
    setText('');
    onClose();
  };
  const save = useMutation({
    mutationFn: () => api.post('/api/holidays/import', { body: { text } }),
    onSuccess(rows) {
      void message.success(t('holidays.imported', { count: rows.length }));
      void queryClient.invalidateQueries({ queryKey: ['holidays'] });
      void queryClient.invalidateQueries({ queryKey: ['opening-hours'] });
      done();
    },
  });
  return (
    <Modal
      open={open}
      title={t('holidays.import')}
      footer={[
        <Button key="cancel" onClick={done}>
          {t('common.cancel')}
        </Button>,
        <ReasonedButton
          key="import"
          type="primary"
          style={{ marginInlineStart: 8 }}
          loading={save.isPending}
          why={wrong.length > 0 ? t('common.why.fixLines') : holidays.length === 0 ? t('common.why.noLines') : undefined}
          onClick={() => save.mutate()}
        >
          {t('holidays.importCount', { count: holidays.length })}
        </ReasonedButton>,
      ]}
      onCancel={done}
      width={560}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <p className="muted" style={{ whiteSpace: 'pre-line' }}>
        {t('holidays.importHint')}
      </p>
      <Input.TextArea
        rows={10}
        maxLength={20_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={t('holidays.importExample')}
        aria-label={t('holidays.import')}
        autoFocus
      />
      {wrong.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          style={{ marginTop: 8 }}
          title={t('holidays.wrongLines', { lines: formatList(wrong.map(String), currentLanguage()) })}
        />
      ) : null}
      {save.error ? <Alert type="error" showIcon role="alert" style={{ marginTop: 8 }} title={errorText(save.error)} /> : null}
    </Modal>
  );
}
