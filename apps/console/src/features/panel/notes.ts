import type { SetDisposition } from '@zuoxi/contract';

/** The kind of draft that these are. */
export const NOTES = 'note';

/** What the agent has chosen and written about one call, until the server has it. */
export interface NoteDraft {
  callId: string;
  /** Whose call it was, for when its wrap-up is over. */
  who: string;
  /** What may be chosen. */
  options: readonly string[];
  /** The note waits for one: the server keeps it with the disposition. */
  disposition: string | null;
  note: string;
  /** typed: to be sent · saved: the server has it, and has not shown it yet · refused: by the server, with its sentence */
  state: 'typed' | 'saved' | 'refused';
  /** It is not waited for more letters. */
  hurry?: boolean;
  problem?: string;
}

/** The order that would save it; null: there is nothing to be sent. */
export function orderOf({ callId, disposition, note, state }: NoteDraft): SetDisposition | null {
  return state === 'typed' && disposition !== null ? { callId, disposition, note: note.trim() } : null;
}

/** What was sent has arrived; what was typed since then has not. */
export function afterSaving(now: NoteDraft | undefined, sent: SetDisposition): NoteDraft | undefined {
  if (!now || now.disposition !== sent.disposition || now.note.trim() !== sent.note) return now;
  const { hurry: _, problem: _problem, ...draft } = now;
  return { ...draft, state: 'saved' };
}

export function afterRefusal(now: NoteDraft | undefined, problem: string): NoteDraft | undefined {
  return now && { ...now, state: 'refused', problem };
}

interface Shown {
  callId: string;
  chosen: string | null;
  note: string;
}

/** The server shows it, or shows another call: nothing hangs on the draft any more. */
export function isDone(draft: NoteDraft, shown: Shown | null): boolean {
  if (draft.disposition === null && draft.note.trim() === '') return true;
  if (draft.state !== 'saved') return false;
  return shown?.callId !== draft.callId || (shown.chosen === draft.disposition && shown.note === draft.note.trim());
}
