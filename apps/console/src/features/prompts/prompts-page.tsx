import { MessageOutlined, PhoneOutlined, SoundOutlined, UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { Prompt, PromptInput } from '@zuoxi/contract';
import { Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { listOf } from '../../api/crud.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { DataList } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { promptColumns } from './prompt-columns.tsx';
import { PromptFields } from './prompt-fields.tsx';
import styles from './prompts.module.css';
import { RecordDialog } from './record-dialog.tsx';
import { ReplaceSound } from './replace-sound.tsx';
import { ShippedList } from './shipped-list.tsx';
import { UploadDialog } from './upload-dialog.tsx';
import { usePlaying } from './use-playing.ts';

/** A sound that is recorded by phone appears by itself. */
const REFRESH_MS = 5000;

const fieldOf = { 'prompts.nameTaken': 'name', 'prompts.speechFailed': 'text', 'prompts.noSpeech': 'text' };

/** A new sound that is spoken, or one of the list. */
async function save(input: PromptInput, row: Prompt | null): Promise<Prompt> {
  const { name, text, language } = input;
  if (!row) return api.post('/api/prompts/spoken', { body: { name, text, language } });
  const speaksAnew = row.source === 'speech' && (row.text !== text || row.language !== language);
  if (speaksAnew) await api.put('/api/prompts/{id}/speech', { params: { path: { id: row.id } }, body: { text, language } });
  return api.put('/api/prompts/{id}', { params: { path: { id: row.id } }, body: input });
}

export default function PromptsPage() {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const control = useListState([]);
  const playing = usePlaying();
  const [view, setView] = useState<'own' | 'shipped'>('own');
  const [uploading, setUploading] = useState(false);
  const [recording, setRecording] = useState(false);
  const shipped = useQuery({ queryKey: ['prompts', 'shipped'], queryFn: ({ signal }) => api.get('/api/prompts/shipped', { signal }) });
  const editor = useEditor<Prompt, PromptInput, Prompt>({ queryKey: 'prompts', save, nameOf: (input) => input.name, fieldOf });
  const { open, row } = editor;
  const columns = useMemo(() => promptColumns(t, open, playing), [t, open, playing]);
  const spoken = !row || row.source === 'speech';
  const actions = (
    <span className={styles.actions}>
      <Button icon={<PhoneOutlined />} onClick={() => setRecording(true)}>
        {t('prompts.record')}
      </Button>
      <Button icon={<MessageOutlined />} onClick={() => open(null)}>
        {t('prompts.speak')}
      </Button>
      <Button type="primary" icon={<UploadOutlined />} onClick={() => setUploading(true)}>
        {t('prompts.upload')}
      </Button>
    </span>
  );
  return (
    <Page title={t('prompts.title')} actions={actions}>
      <div>
        <Segmented
          value={view}
          onChange={setView}
          options={[
            { value: 'own', label: t('prompts.own') },
            { value: 'shipped', label: t('prompts.shipped') },
          ]}
        />
      </div>
      {view === 'own' ? (
        <DataList<Prompt>
          list="prompts"
          queryKey={['prompts']}
          control={control}
          fetchPage={listOf('/api/prompts')}
          rowKey={(prompt) => prompt.id}
          columns={columns}
          empty={{ icon: <SoundOutlined />, title: t('prompts.empty'), hint: t('prompts.emptyHint'), action: actions }}
          onRowClick={open}
          refreshEveryMs={REFRESH_MS}
        />
      ) : (
        <ShippedList query={shipped} playing={playing} />
      )}
      <RecordDialog open={recording} onClose={() => setRecording(false)} />
      <UploadDialog open={uploading} converter={shipped.data?.converter ?? 'ffmpeg'} onClose={() => setUploading(false)} />
      <FormDrawer
        key={row?.id ?? 'new'}
        open={editor.isOpen}
        title={row ? t('prompts.edit', { name: row.name }) : t('prompts.speak')}
        form={editor.form}
        draft={editor.draft}
        initialValues={{
          name: row?.name ?? '',
          kind: row?.kind ?? 'prompt',
          language: row?.language ?? language,
          text: row?.text ?? '',
        }}
        pending={editor.pending}
        error={editor.error}
        size={560}
        submitText={t(row ? 'common.save' : 'common.create')}
        onSubmit={(values) => editor.submit({ ...values, kind: values.kind ?? 'prompt' })}
        onClose={() => {
          playing.stop();
          editor.close();
        }}
        after={row && !spoken ? <ReplaceSound prompt={row} onReplaced={editor.close} /> : null}
      >
        <PromptFields spoken={spoken} isNew={!row} engine={shipped.data?.speech} form={editor.form} playing={playing} />
      </FormDrawer>
    </Page>
  );
}
