import { PlusOutlined, StarOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { type Account, type Skill, type SkillInput, SkillInput as SkillShape } from '@zuoxi/contract';
import { Button, Form, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { SkillMatrix } from './skill-matrix.tsx';
import styles from './skills.module.css';

const accountsApi = crud('/api/accounts');
const skillsApi = crud('/api/skills');

const fieldOf = { 'skills.nameTaken': 'name' };

/** 技能: agents down, skills across, a level where they meet. */
export default function SkillsPage() {
  const { t } = useTranslation();
  const skills = useQuery({ queryKey: ['skills', 'all'], queryFn: ({ signal }) => allRows(skillsApi.list, signal) });
  const agents = useQuery({ queryKey: ['accounts', 'all'], queryFn: ({ signal }) => allRows(accountsApi.list, signal) });
  const [search, setSearch] = useState('');
  const editor = useEditor<Skill, Pick<SkillInput, 'name'>, Skill>({
    queryKey: 'skills',
    save: ({ name }, row) => (row ? skillsApi.update(row.id, { name, levels: row.levels }) : skillsApi.create({ name, levels: {} })),
    nameOf: ({ name }) => name,
    fieldOf,
  });
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => editor.open(null)}>
      {t('skills.create')}
    </Button>
  );
  const error = skills.error ?? agents.error;
  const isLoading = skills.isPending || agents.isPending;
  const rows = skills.data ?? [];
  return (
    <Page title={t('skills.title')} note={t('skills.note')} actions={create}>
      <div className={styles.box}>
        {error ? <ErrorNotice title={t('skills.failed')} error={error} onRetry={() => void skills.refetch()} /> : null}
        {isLoading && !error ? <Skeleton active title={false} paragraph={{ rows: 8 }} style={{ padding: 24 }} /> : null}
        {!isLoading && !error && rows.length === 0 ? (
          <Notice icon={<StarOutlined />} title={t('skills.empty')} hint={t('skills.emptyHint')} action={create} />
        ) : null}
        {rows.length > 0 && agents.data ? (
          <>
            <div className={styles.toolbar}>
              <SearchBox value={search} onSearch={setSearch} placeholder={t('skills.searchAgent')} />
            </div>
            <SkillMatrix skills={rows} agents={matching(agents.data, search)} onRename={editor.open} />
          </>
        ) : null}
      </div>
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('skills.renameTitle', { name: editor.row.name }) : t('skills.create')}
        form={editor.form}
        draft={editor.draft}
        initialValues={{ name: editor.row?.name ?? '' }}
        pending={editor.pending}
        error={editor.error}
        size={400}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <Form.Item name="name" label={t('skills.name')} rules={[schemaRule(SkillShape.shape.name, t('skills.name'))]}>
          <Input autoFocus maxLength={40} />
        </Form.Item>
      </FormDrawer>
    </Page>
  );
}

/** Only who has an extension can be rung. */
function matching(accounts: readonly Account[], search: string): Account[] {
  const wanted = search.trim().toLowerCase();
  return accounts
    .filter(({ extension, displayName }) => extension && `${extension.number} ${displayName}`.toLowerCase().includes(wanted))
    .sort((a, b) => (a.extension?.number ?? '').localeCompare(b.extension?.number ?? ''));
}
