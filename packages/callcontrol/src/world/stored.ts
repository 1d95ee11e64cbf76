import { type Agent, newAgent } from './agent.ts';
import { blankCall, type Call } from './call.ts';
import type { Callback } from './callback.ts';
import type { ConferenceRoom } from './conference.ts';
import { isKind, KINDS, type Kind } from './kinds.ts';
import type { QueueMemory } from './queue-memory.ts';
import { reindex } from './reindex.ts';
import { callFrom1 } from './stored-1.ts';
import { callFrom2 } from './stored-2.ts';
import { callFrom3 } from './stored-3.ts';
import { callFrom4 } from './stored-4.ts';
import { callFrom5 } from './stored-5.ts';
import { callFrom6 } from './stored-6.ts';
import { callFrom7 } from './stored-7.ts';
import { callFrom8, conferenceFrom8 } from './stored-8.ts';
import { callFrom9 } from './stored-9.ts';
import { conferenceFrom10 } from './stored-10.ts';
import { emptyWorld, type World } from './world.ts';

// The world is stored row by row, each with the version of its form, so that a later program reads what an earlier one has written.

/** Of the form in which this program stores. A row that names none is of version 1. */
const VERSION = 11;

export interface StoredRow {
  kind: string;
  id: string;
  tenantId: string;
  state: unknown;
}

/** A row that could not be read, and why. What it was about is over; everything else goes on. */
export interface UnreadRow {
  kind: string;
  id: string;
  problem: string;
}

/** A later version of the program has stored this world: this one would take it for something else. */
export class NewerWorldError extends Error {
  constructor(version: number) {
    super(
      `The calls and agents in the database were stored by a later version of Zuoxi (form ${version}, this version reads up to ${VERSION}). ` +
        'Start that version again, or restore a backup that was made with this one.',
    );
  }
}

/** What has changed, by id; one set for each map of the world that is stored. */
export type ChangedIds = { readonly [K in (typeof KINDS)[Kind]]: ReadonlySet<string> };

/** One piece of the world as it is to be after a restart; `state` undefined: gone. */
export interface ChangedRow {
  kind: Kind;
  id: string;
  state: object | undefined;
}

/** What has changed in the world, as it is now and as it is stored. */
export function changedRows(world: World, changed: ChangedIds): ChangedRow[] {
  return Object.entries(KINDS).flatMap(([kind, map]) =>
    [...changed[map]].map((id) => {
      const state: object | undefined = world[map].get(id);
      // The keys are those of KINDS.
      return { kind: kind as Kind, id, state: state && { ...state, v: VERSION } };
    }),
  );
}

/** From each version to the next one: what became of a row of that kind. */
const upgrades: Readonly<Record<number, (kind: Kind, state: object) => object>> = {
  1: (kind, state) => (kind === 'call' ? callFrom1(state) : state),
  2: (kind, state) => (kind === 'call' ? callFrom2(state) : state),
  3: (kind, state) => (kind === 'call' ? callFrom3(state) : state),
  4: (kind, state) => (kind === 'call' ? callFrom4(state) : state),
  5: (kind, state) => (kind === 'call' ? callFrom5(state) : state),
  6: (kind, state) => (kind === 'call' ? callFrom6(state) : state),
  7: (kind, state) => (kind === 'call' ? callFrom7(state) : state),
  8: (kind, state) => (kind === 'call' ? callFrom8(state) : kind === 'conference' ? conferenceFrom8(state) : state),
  9: (kind, state) => (kind === 'call' ? callFrom9(state) : state),
  10: (kind, state) => (kind === 'conference' ? conferenceFrom10(state) : state),
};

/** The world as it was stored. Throws `NewerWorldError`. Phones are asked for anew, and calls compared with the engines, by whoever asks for it. */
export function restore(rows: readonly StoredRow[], now: number): { world: World; unread: UnreadRow[] } {
  const world = emptyWorld();
  const unread: UnreadRow[] = [];
  for (const row of rows) {
    try {
      put(world, row, now);
    } catch (error) {
      if (error instanceof NewerWorldError) throw error;
      unread.push({ kind: row.kind, id: row.id, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  reindex(world);
  return { world, unread };
}

function put(world: World, { kind, id, tenantId, state: stored }: StoredRow, now: number): void {
  if (typeof stored !== 'object' || stored === null) throw new Error('the state is no object');
  const version = 'v' in stored ? stored.v : 1;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) throw new Error(`${String(version)} is no version`);
  if (version > VERSION) throw new NewerWorldError(version);
  if (!isKind(kind)) throw new Error(`${kind} is no kind of state`);
  const { v: _, ...rest } = { v: version, ...stored };
  let state: object = rest;
  for (let from = version; from < VERSION; from++) state = upgrades[from]?.(kind, state) ?? state;
  // Rows of this version are written from these very types. What an earlier one did not have yet is as in a new one.
  switch (kind) {
    case 'call': {
      const call = { ...blankCall(state as Call, (state as Call).startedAt), ...(state as Call) };
      mustHave(call, { id: 'string', engine: 'string', tenantId: 'string', state: 'object', phaseSince: 'number', deadline: 'number' });
      world.calls.set(id, call);
      return;
    }
    case 'agent':
      world.agents.set(id, { ...newAgent(id, tenantId, now), ...(state as Agent), registeredWith: [] });
      return;
    case 'queue':
      mustHave(state, { handled: 'object' });
      world.queues.set(id, state as QueueMemory);
      return;
    case 'callback':
      mustHave(state, { id: 'string', queueId: 'string', number: 'string', expiresAt: 'number' });
      world.callbacks.set(id, state as Callback);
      return;
    case 'conference':
      mustHave(state, { id: 'string', engine: 'string', startedAt: 'number', parties: 'object', legs: 'object' });
      world.conferences.set(id, state as ConferenceRoom);
  }
}

/** Without these nothing could be done with it: no deadline, no engine. */
function mustHave(state: object, fields: Readonly<Record<string, 'string' | 'number' | 'object'>>): void {
  for (const [name, type] of Object.entries(fields)) {
    const value: unknown = Object.getOwnPropertyDescriptor(state, name)?.value;
    // `typeof null` is an object, and NaN a number.
    if (typeof value !== type || value === null || Number.isNaN(value)) throw new Error(`${name} is missing`);
  }
}
