import { useDrafts } from '../../ui/drafts.ts';
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

export interface CardDrafts {
  of(number: string): Draft | undefined;
  all: readonly Draft[];
  /** Keeps a part; undefined when it is saved or given up. A draft without any part is none. */
  put(about: Pick<Draft, 'number' | 'name' | 'callId'>, part: Part): void;
  drop(number: string): void;
}

/** One draft for each number: a card has several parts, which are saved one by one. */
export function useCardDrafts(): CardDrafts {
  const { of, all, update } = useDrafts<Draft>('card');
  return {
    of,
    all,
    put({ number, name, callId }, part) {
      update(number, (before) => {
        const draft = { ...before, number, name, callId, ...part };
        const isBlank = draft.info === undefined && !draft.service && draft.plan === undefined;
        return isBlank ? undefined : draft;
      });
    },
    drop: (number) => update(number, () => undefined),
  };
}
