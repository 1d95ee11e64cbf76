import { useQueryClient } from '@tanstack/react-query';
import type { Flow, FlowInput } from '@zuoxi/contract';
import { App } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ApiError, api } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { validityOf } from './drawing/valid.ts';
import { SaveQueue, type SaveState } from './save-queue.ts';

const flowsApi = crud('/api/flows');

export interface Autosave {
  state: SaveState;
  /** Why the last save failed. */
  error: unknown;
  /** As the server has it, with its problems. */
  flow: Flow;
  /** After something else than a save has changed it: published, rolled back. */
  replaceFlow(flow: Flow): void;
  /** Saves now; says whether all is saved. */
  flush(): Promise<boolean>;
  /** The answer to `conflict`: what one has drawn is saved over theirs. */
  overwrite(): Promise<void>;
}

/** Keeps the server's draft like the drawing. */
export function useAutosave(initial: Flow, input: FlowInput): Autosave {
  const [flow, setFlow] = useState(initial);
  const [{ state, error }, setSave] = useState<{ state: SaveState; error: unknown }>({ state: 'saved', error: null });
  const queryClient = useQueryClient();
  // The flow that was opened is the base of all saves; its later versions come from the saves themselves.
  const [queue] = useState(
    () =>
      new SaveQueue(initial, {
        send: (update) => flowsApi.update(initial.id, update),
        isValid: (one) => validityOf(one).isValid,
        isConflict: (failure) => failure instanceof ApiError && failure.code === 'flows.changedMeanwhile',
        onState: (next, failure) => setSave({ state: next, error: failure }),
        onSaved: setFlow,
        schedule(task, ms) {
          const timer = setTimeout(task, ms);
          return () => clearTimeout(timer);
        },
      }),
  );
  useEffect(() => queue.want(input), [queue, input]);
  useEffect(
    () => () => {
      void queue.flush().then(() => {
        queue.stop();
        void queryClient.invalidateQueries({ queryKey: ['flows'] });
      });
    },
    [queue, queryClient],
  );
  useLeaveGuard(queue);
  return useMemo(
    () => ({
      state,
      error,
      flow,
      replaceFlow: setFlow,
      flush: () => queue.flush(),
      overwrite: async () => void (await queue.overwrite(await api.get('/api/flows/{id}', { params: { path: { id: initial.id } } }))),
    }),
    [state, error, flow, queue, initial.id],
  );
}

/** A page that is left saves first; what cannot be saved is lost only by a deliberate answer. */
function useLeaveGuard(queue: SaveQueue): void {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const navigate = useNavigate();
  useEffect(() => {
    const beforeUnload = (event: BeforeUnloadEvent) => {
      if (queue.isSaved) return;
      void queue.flush();
      event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (!(link instanceof HTMLAnchorElement) || !isPlain || link.origin !== location.origin || link.download !== '' || queue.isSaved)
        return;
      event.preventDefault();
      event.stopPropagation();
      const leave = () => void navigate(link.pathname + link.search);
      void queue.flush().then((saved) => {
        if (saved) return leave();
        modal.confirm({
          title: t('admin.discardTitle'),
          content: t('flows.notSavedHint'),
          okText: t('admin.discard'),
          okButtonProps: { danger: true },
          cancelText: t('admin.keepEditing'),
          onOk: leave,
        });
      });
    };
    addEventListener('beforeunload', beforeUnload);
    // Before the router hears of it.
    addEventListener('click', onClick, { capture: true });
    return () => {
      removeEventListener('beforeunload', beforeUnload);
      removeEventListener('click', onClick, { capture: true });
    };
  }, [queue, modal, navigate, t]);
}
