import type { OverTrunks } from './leg.ts';

/**
 * One who was asked to a conference; they stay in the list when they have gone, and can be called again:
 *
 * ```
 *   ringing ──answered──► joined ──hung up, removed──► left
 *      │                     └──the phone went away without a word──► lost
 *      │ └──the page was loaded again──────────────────────────────► lost
 *      └──not answered, declined, busy──► declined        left, lost, declined ──called again──► ringing
 *                                                         lost ──the phone is there again──► ringing
 * ```
 */
export interface ConferenceParty extends OverTrunks {
  id: string;
  /** Null: an outside number. */
  agentId: string | null;
  name: string | null;
  number: string;
  state: 'ringing' | 'joined' | 'left' | 'lost' | 'declined';
  /** It rings because their page was loaded again while they were in: the page answers by itself. */
  returning: boolean;
  /** Of their phone while it rings and while they are in. */
  channelId: string | null;
  muted: boolean;
  talking: boolean;
  /** In this state, epoch ms. */
  since: number;
  /** When they first came and last went; null: they did not, or are in. */
  joinedAt: number | null;
  leftAt: number | null;
}

/** A conference that is being held: one mixing bridge in one engine. Plain data, restored after a restart as calls are. */
export interface ConferenceRoom {
  /** Of this time it is held; agents' activities name it where they name a call. */
  id: string;
  engine: string;
  tenantId: string;
  conferenceId: string;
  name: string;
  startedBy: string;
  startedAt: number;
  parties: ConferenceParty[];
  /** Null: nobody has come yet. */
  bridgeId: string | null;
  /** Channels made so far. */
  legs: number;
  recorded: boolean;
  /** Under way, at that party's phone. */
  recording: { name: string; snoopId: string; partyId: string } | null;
  recordings: number;
}

/** The party's phone rings, or they are in. */
export const isLive = (party: ConferenceParty): boolean => party.state === 'ringing' || party.state === 'joined';
