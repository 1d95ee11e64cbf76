import type { World } from './world.ts';

/** What of the world is stored row by row, and in which map it stands. A new kind is declared here and in `restored` of stored.ts. */
export const KINDS = {
  call: 'calls',
  agent: 'agents',
  queue: 'queues',
  callback: 'callbacks',
  conference: 'conferences',
} as const satisfies Record<string, keyof World>;

export type Kind = keyof typeof KINDS;

export const isKind = (text: string): text is Kind => Object.hasOwn(KINDS, text);
