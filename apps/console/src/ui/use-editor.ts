import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { FORMS, useDraftAccess } from './drafts.ts';
import { showBesideField } from './schema-rule.ts';

interface EditorOptions<Row, Values, Result> {
  /** First word of the list's query key; the list is read again after a change. */
  queryKey: string;
  save(values: Values, row: Row | null): Promise<Result>;
  nameOf(values: Values): string;
  /** Field of an error code. */
  fieldOf: Readonly<Record<string, string>>;
  onSaved?(result: Result, row: Row | null): void;
}

/** After the address of a page with a form: it opens for a new row. */
export const EDITOR_OPEN = '#new';

/** What every administration page does with its drawer: open for a new or an existing row, save, show what was refused. */
export function useEditor<Row extends { id: string }, Values extends object, Result>(options: EditorOptions<Row, Values, Result>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [target, setTarget] = useState<{ row: Row | null } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const row = target?.row ?? null;
  const draft = `${options.queryKey}:${row?.id ?? 'new'}`;
  const drafts = useDraftAccess(FORMS);

  const close = () => setTarget(null);
  const open = (next: Row | null) => {
    setError(null);
    setTarget({ row: next });
  };
  const { hash } = useLocation();
  const navigate = useNavigate();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that the address asks for it.
  useEffect(() => {
    if (hash !== EDITOR_OPEN) return;
    open(null);
    // Who goes back, or reloads, does not want a second one.
    void navigate({ hash: '' }, { replace: true });
  }, [hash]);
  const save = useMutation({
    mutationFn: (values: Values) => options.save(values, row),
    onMutate: () => setError(null),
    onSuccess(result, values) {
      drafts.update(draft, () => undefined);
      void queryClient.invalidateQueries({ queryKey: [options.queryKey] });
      void message.success(row ? t('common.saved') : t('common.created', { name: options.nameOf(values) }));
      close();
      options.onSaved?.(result, row);
    },
    onError(refused) {
      if (!showBesideField(form, refused, options.fieldOf, t('admin.fieldInvalid'))) setError(refused);
    },
  });
  return {
    form,
    /** What the form is about, for what is typed and not saved. */
    draft,
    isOpen: target !== null,
    row,
    error,
    pending: save.isPending,
    open,
    close,
    submit: (values: Values) => save.mutate(values),
  };
}
