/** What of the world is stored row by row, and in which map it stands. A new kind is declared here and in `restored` of stored.ts. */
export const KINDS = {
  call: 'calls',
  agent: 'agents',
  queue: 'queues',
  callback: 'callbacks',
  conference: 'conferences',
} as const satisfies Record<string, string>;

export type Kind = keyof typeof KINDS;

/** Ids of what has changed, for each kind. */
export type Marks = { readonly [K in (typeof KINDS)[Kind]]: Set<string> };

export const noMarks = (): Marks => ({
  calls: new Set(),
  agents: new Set(),
  queues: new Set(),
  callbacks: new Set(),
  conferences: new Set(),
});

export const isKind = (text: string): text is Kind => Object.hasOwn(KINDS, text);
