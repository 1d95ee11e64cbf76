import type { PartyLeg } from './leg.ts';

/**
 * One who was asked to a conference: they stay in the list when they have gone, and can be called again. Their phone is a leg of the
 * conference, as long as it rings, is up or is waited for.
 */
export interface Party {
  id: string;
  /** Null: an outside number. */
  agentId: string | null;
  name: string | null;
  number: string;
  /** When they first came and last went; null: they did not, or are in. */
  joinedAt: number | null;
  leftAt: number | null;
  /** How their phone went for good, the last time; null: they have a leg. */
  ended: { how: 'left' | 'lost' | 'declined'; at: number } | null;
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
  parties: Party[];
  /** Only `world/legs.ts` writes it. */
  legs: readonly PartyLeg[];
  /** Null: nobody has come yet. */
  bridgeId: string | null;
  /** Channels made so far. */
  legCount: number;
  recorded: boolean;
  /** Under way, at that party's phone. */
  recording: { name: string; snoopId: string; partyId: string } | null;
  recordings: number;
}

export type PartyState = 'ringing' | 'joined' | 'left' | 'lost' | 'declined';

/** One who was asked, with what their phone does. */
export type SeatView = Omit<Party, 'ended'> &
  Pick<PartyLeg, 'channelId' | 'muted' | 'talking' | 'returning' | 'since'> & { state: PartyState };

const NO_PHONE = { channelId: null, muted: false, talking: false, returning: false };

const STATES = { ringing: 'ringing', up: 'joined', lost: 'lost' } as const;

/** All who were asked, in the order in which they were. */
export const seatsOf = (room: ConferenceRoom): SeatView[] =>
  room.parties.map(({ ended, ...party }) => {
    const leg = room.legs.find(({ partyId }) => partyId === party.id);
    if (!leg) return { ...party, ...NO_PHONE, state: ended?.how ?? 'left', since: ended?.at ?? room.startedAt };
    const { channelId, muted, talking, returning, since } = leg;
    return { ...party, channelId, muted, talking, returning, since, state: STATES[leg.state] };
  });

/** The party's phone rings, or they are in. */
export const isLive = ({ state }: PartyLeg): boolean => state !== 'lost';
