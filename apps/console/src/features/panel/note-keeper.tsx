import { useMutation } from '@tanstack/react-query';
import type { SetDisposition } from '@zuoxi/contract';
import { App } from 'antd';
import { useEffect, useState } from 'react';
import { ApiError, api, errorText } from '../../api/client.ts';
import { usePhone } from '../../phone/phone-context.tsx';
import { useDraftAccess, useDrafts } from '../../ui/drafts.ts';
import { afterRefusal, afterSaving, isDone, NOTES, type NoteDraft, orderOf, withTheirs } from './notes.ts';
import { AFTER_CALL } from './use-disposition.ts';

/** So long after the last letter a note is sent. */
const QUIET_MS = 700;
const RETRY_MS = 3000;

/** Saves what is written about calls while it is written, on whichever page: neither the end of the wrap-up nor the next call loses it. */
export function NoteKeeper() {
  const { panel } = usePhone();
  const { all, update } = useDrafts<NoteDraft>(NOTES);
  const shown = panel?.disposition ?? null;
  const done = panel ? all.filter((draft) => isDone(draft, shown)) : [];
  useEffect(() => {
    for (const { callId } of done) update(callId, () => undefined);
    if (all.some((draft) => draft.callId === shown?.callId && withTheirs(draft, shown.note) !== draft))
      update(shown?.callId ?? '', (now) => withTheirs(now, shown?.note ?? ''));
  });
  return all.map((draft) => <Saving key={draft.callId} draft={draft} />);
}

function Saving({ draft }: { draft: NoteDraft }) {
  const { message } = App.useApp();
  const { update } = useDraftAccess<NoteDraft>(NOTES);
  const [tries, setTries] = useState(0);
  const { mutate } = useMutation({
    mutationFn: (order: SetDisposition) => api.post('/api/panel/disposition', { body: order }),
    // After whatever else the agent orders about the time after the call.
    scope: { id: AFTER_CALL },
    onSuccess: (_nothing, sent) => update(sent.callId, (now) => afterSaving(now, sent)),
    onError(error, { callId }) {
      if (error instanceof ApiError && error.code === 'panel.noteChanged') {
        void message.warning(errorText(error));
        update(callId, (now) => now && { ...now, state: 'changed', problem: errorText(error) });
      } else if (error instanceof ApiError && error.code !== 'network' && error.status < 500) {
        void message.error(errorText(error));
        update(callId, (now) => afterRefusal(now, errorText(error)));
      } else setTries(tries + 1);
    },
  });
  useEffect(() => {
    const order = orderOf(draft);
    if (!order) return;
    const wait = tries > 0 ? RETRY_MS : draft.hurry ? 0 : QUIET_MS;
    const timer = setTimeout(() => mutate(order), wait);
    return () => clearTimeout(timer);
  }, [draft, tries, mutate]);
  return null;
}
