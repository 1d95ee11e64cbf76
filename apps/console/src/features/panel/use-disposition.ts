import type { PanelState } from '@zuoxi/contract';
import { useDrafts } from '../../ui/drafts.ts';
import { NOTES, type NoteDraft } from './notes.ts';

/** Orders about the time after the call, one after the other. */
export const AFTER_CALL = 'after-call';

export type Disposition = NonNullable<PanelState['disposition']>;

/** 处理结果 of a call, and its note: written into a draft, which `NoteKeeper` saves. `who`: whose call it is. */
export function useDisposition({ callId, options, chosen, note }: Disposition, who: string) {
  const { of, update } = useDrafts<NoteDraft>(NOTES);
  const draft = of(callId);
  const change = (part: Partial<NoteDraft>) =>
    update(callId, (before) => ({
      callId,
      who,
      options,
      disposition: before?.disposition ?? chosen,
      note: before?.note ?? note,
      noteBefore: before?.noteBefore ?? note,
      ...part,
      state: 'typed',
    }));
  return {
    chosen: draft?.disposition ?? chosen,
    note: draft?.note ?? note,
    setNote: (typed: string) => change({ note: typed }),
    choose: (disposition: string) => change({ disposition, hurry: true }),
    /** Nothing more is typed for now. */
    save: () => update(callId, (before) => before && { ...before, hurry: true }),
    saved: chosen !== null && (draft === undefined || draft.state === 'saved'),
    problem: draft?.problem ?? null,
  };
}
