import type { Arena } from './arena.ts';

/**
 * What a figure must be for the attack to have failed. `isSpeed`: it tells of the machine as much as of the engine, and holds in the long
 * form alone, which is run with nothing beside it (`npm run attacks`): `npm test` runs on whatever is free.
 */
export type Limit = ({ atMost: number } | { atLeast: number }) & { isSpeed?: true };

export type Figures = Readonly<Record<string, number>>;

/** An attack as data: what it is called in `performance-reliability.md`, what it does, and what must come out of it. */
export interface Attack {
  /** `F6` */
  id: string;
  title: string;
  /** For docs/security/attacks.md: what an attacker does and hopes for, in plain words. */
  what: string;
  /** By the name of the figure. Figures without a limit are information. */
  limits: Readonly<Record<string, Limit>>;
  /** Endpoints it needs are made by the arena; attacks come from addresses of loopback that are nobody's. */
  run(arena: Arena): Promise<Figures>;
}

/** What every attack is measured by, at the reference call. */
export const REFERENCE_LIMITS: Readonly<Record<string, Limit>> = {
  'engine alive': { atLeast: 1 },
  'packets of the call lost': { atMost: 0 },
  'packets of others heard': { atMost: 0 },
  'known peers served %': { atLeast: 99 },
};

export function isMet(value: number, limit: Limit | undefined): boolean {
  if (!limit) return true;
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}

export const limitText = (limit: Limit | undefined): string =>
  limit ? ('atMost' in limit ? `≤ ${limit.atMost}` : `≥ ${limit.atLeast}`) : '';
