import type { SetDisposition } from '@zuoxi/contract';

/** The kind of draft that these are. */
export const NOTES = 'note';

/** Characters of a note. */
export const MOST = 500;

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
  /** The note that this one began with, as the server had it then. */
  noteBefore: string;
  /**
   * typed: to be sent · saved: the server has it, and has not shown it yet · refused: by the server, with its sentence · changed: somebody
   * wrote another one meanwhile, which the server has not shown yet
   */
  state: 'typed' | 'saved' | 'refused' | 'changed';
  /** It is not waited for more letters. */
  hurry?: boolean;
  problem?: string;
}

/** The order that would save it; null: there is nothing to be sent. */
export function orderOf({ callId, disposition, note, noteBefore, state }: NoteDraft): SetDisposition | null {
  return state === 'typed' && disposition !== null ? { callId, disposition, note: note.trim(), noteBefore } : null;
}

/** What was sent has arrived; what was typed since then has not. */
export function afterSaving(now: NoteDraft | undefined, sent: SetDisposition): NoteDraft | undefined {
  if (!now) return now;
  if (now.disposition !== sent.disposition || now.note.trim() !== sent.note) return { ...now, noteBefore: sent.note };
  const { hurry: _, problem: _problem, ...draft } = now;
  return { ...draft, noteBefore: sent.note, state: 'saved' };
}

export function afterRefusal(now: NoteDraft | undefined, problem: string): NoteDraft | undefined {
  return now && { ...now, state: 'refused', problem };
}

/** Somebody wrote another note meanwhile (the same person, on another page): neither is lost, theirs comes first. */
export function withTheirs(now: NoteDraft | undefined, theirs: string): NoteDraft | undefined {
  if (now?.state !== 'changed' || theirs === now.noteBefore) return now;
  return { ...now, note: [theirs, now.note.trim()].filter(Boolean).join('\n').slice(0, MOST), noteBefore: theirs, state: 'typed' };
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
