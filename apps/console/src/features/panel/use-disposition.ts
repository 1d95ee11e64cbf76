import type { PanelState, SetDisposition } from '@zuoxi/contract';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useOrder } from '../../phone/use-order.ts';

/** A note that was just written is kept before the wrap-up ends. */
export const AFTER_CALL = 'after-call';

export type Disposition = NonNullable<PanelState['disposition']>;

/** 处理结果 of a call: choosing saves at once; the note is saved when the field is left. */
export function useDisposition({ callId, chosen, note }: Disposition) {
  const order = useOrder((input: SetDisposition) => api.post('/api/panel/disposition', { body: input }), AFTER_CALL);
  const [draft, setDraft] = useState(note);
  return {
    pending: order.isPending,
    draft,
    setDraft,
    choose: (disposition: string) => order.mutate({ callId, disposition, note: draft.trim() }),
    /** Resolves when what was written is kept; rejects when it was refused. */
    async saveNote(): Promise<void> {
      if (chosen !== null && draft.trim() !== note) await order.mutateAsync({ callId, disposition: chosen, note: draft.trim() });
    },
    saved: chosen !== null && draft.trim() === note && !order.isPending,
  };
}
