import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Flow, FlowFile } from '@zuoxi/contract';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';

/** The largest drawing is some hundred KB. */
const LARGEST_BYTES = 2_000_000;

/** A flow from a file; says what of it is not in this call centre. */
export function useImport(onImported: (flow: Flow) => void): { choose(): void; isPending: boolean } {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: (file: FlowFile) => api.post('/api/flows/import', { body: file }),
    onSuccess({ flow, missing }) {
      void queryClient.invalidateQueries({ queryKey: ['flows'] });
      onImported(flow);
      if (missing.length === 0) {
        void message.success(t('flows.imported', { name: flow.name }));
        return;
      }
      const names = missing.map(({ kind, name }) => t(`flows.missing.${kind}`, { name }));
      modal.warning({ title: t('flows.importedWithout', { name: flow.name }), content: names.join(' · '), okText: t('common.close') });
    },
    onError: (error) => void message.error(errorText(error)),
  });
  async function read(file: File): Promise<void> {
    const parsed = FlowFile.safeParse(file.size > LARGEST_BYTES ? null : parse(await file.text()));
    if (parsed.success) send.mutate(parsed.data);
    else void message.error(t('flows.notAFlow', { file: file.name }));
  }
  return {
    isPending: send.isPending,
    choose() {
      const input = document.createElement('input');
      input.type = 'file';
      input.accept = '.json,application/json';
      input.addEventListener('change', () => {
        const file = input.files?.[0];
        if (file) void read(file);
      });
      input.click();
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
