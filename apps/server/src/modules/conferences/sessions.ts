import { type ConferenceRoom, seatsOf, type World } from '@zuoxi/callcontrol';
import type { ConferenceSession } from '@zuoxi/contract';

const iso = (at: number) => new Date(at).toISOString();

export interface ConferenceDelta {
  upsert: ConferenceSession[];
  remove: string[];
}

/** The conferences that are being held, as screens see them; pure reads of memory. */
export class ConferenceSessions {
  readonly #world: Pick<World, 'conferences'>;
  /** Whose they are, also when they are over. */
  readonly #tenants = new Map<string, string>();

  constructor(world: Pick<World, 'conferences'>) {
    this.#world = world;
    for (const room of world.conferences.values()) this.#tenants.set(room.id, room.tenantId);
  }

  of(tenantId: string): ConferenceSession[] {
    return this.#rooms(tenantId).map(present);
  }

  /** That conference, when it is being held. */
  find(tenantId: string, conferenceId: string): ConferenceSession | null {
    const room = this.#rooms(tenantId).find((one) => one.conferenceId === conferenceId);
    return room ? present(room) : null;
  }

  /** What has become of those sessions, by tenant. */
  changes(sessionIds: Iterable<string>): Map<string, ConferenceDelta> {
    const deltas = new Map<string, ConferenceDelta>();
    for (const id of sessionIds) {
      const room = this.#world.conferences.get(id);
      const tenantId = room?.tenantId ?? this.#tenants.get(id);
      if (tenantId === undefined) continue;
      const delta = deltas.get(tenantId) ?? { upsert: [], remove: [] };
      deltas.set(tenantId, delta);
      if (room) {
        this.#tenants.set(id, tenantId);
        delta.upsert.push(present(room));
      } else {
        this.#tenants.delete(id);
        delta.remove.push(id);
      }
    }
    return deltas;
  }

  #rooms(tenantId: string): ConferenceRoom[] {
    return [...this.#world.conferences.values()].filter((room) => room.tenantId === tenantId);
  }
}

function present(room: ConferenceRoom): ConferenceSession {
  const { id, conferenceId, startedAt, recording } = room;
  return {
    sessionId: id,
    conferenceId,
    startedAt: iso(startedAt),
    recording: recording !== null,
    parties: seatsOf(room).map(({ id: partyId, agentId, name, number, state, muted, talking, since }) => ({
      partyId,
      agentId,
      name,
      number,
      state,
      muted,
      // What nobody hears is no talking.
      talking: talking && !muted,
      since: iso(since),
    })),
  };
}
