import { cell, useObservable } from '../../ui/observable.ts';
import type { CustomerFormValues } from '../customers/customer-form.ts';

/** What was typed on the card of one number and not saved. */
export interface Draft {
  number: string;
  /** Whose it was, as far as known then. */
  name: string | null;
  callId: string | null;
  info?: CustomerFormValues | undefined;
  service?: string | undefined;
  plan?: { dueAt: string | null; note: string } | undefined;
}

type Part = Pick<Draft, 'info' | 'service' | 'plan'>;

const KEY = 'zuoxi.cardDrafts';

interface Kept {
  /** The account that typed it: whoever signs in after him finds none of it. */
  owner: string;
  drafts: Readonly<Record<string, Draft>>;
}

function read(): Kept {
  try {
    // Written by `write` below; whatever else is there is not taken.
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null;
    if (kept && typeof kept.owner === 'string' && typeof kept.drafts === 'object') return kept;
  } catch {
    // Not ours.
  }
  return { owner: '', drafts: {} };
}

const kept = cell<Kept>(read());

function write(owner: string, drafts: Kept['drafts']): void {
  const next = { owner, drafts };
  sessionStorage.setItem(KEY, JSON.stringify(next));
  kept.set(next);
}

export interface Drafts {
  of(number: string): Draft | undefined;
  all: readonly Draft[];
  /** Keeps a part; undefined when it is saved or given up. A draft without any part is none. */
  put(about: Pick<Draft, 'number' | 'name' | 'callId'>, part: Part): void;
  drop(number: string): void;
}

/**
 * What an agent types lives here and not in the fields: it survives other tabs and pages, the course of the call, the next call, and
 * a page that is loaded again. It goes with the browser's tab.
 */
export function useDrafts(accountId: string): Drafts {
  const { owner, drafts } = useObservable(kept);
  const own = owner === accountId ? drafts : {};
  return {
    of: (number) => own[number],
    all: Object.values(own),
    put({ number, name, callId }, part) {
      // As it is now: several parts may be put between two renderings.
      const now = kept.get().owner === accountId ? kept.get().drafts : {};
      const { [number]: before, ...others } = now;
      const draft = { ...before, number, name, callId, ...part };
      const isBlank = draft.info === undefined && !draft.service && draft.plan === undefined;
      write(accountId, isBlank ? others : { ...others, [number]: draft });
    },
    drop(number) {
      const { [number]: _dropped, ...others } = own;
      write(accountId, others);
    },
  };
}
