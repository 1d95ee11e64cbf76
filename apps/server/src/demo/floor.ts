import type { Dice } from './dice.ts';

/** An agent of the demo as his day goes by. Times are epoch ms. */
export interface Staff {
  id: string;
  extension: string;
  isSupervisor: boolean;
  queueIds: readonly string[];
}

interface Shift extends Staff {
  /** When he is through with what he does now, notes included. */
  freeAt: number;
  calls: number;
  talkMs: number;
}

/** Why somebody is rung: what call control writes down of it (AGT-9). */
export interface Choice {
  agent: Staff;
  /** When he can be rung; not before he was asked for. */
  at: number;
  because: 'longestIdle';
  candidates: { agentId: string; penalty: number; level: number; idleSince: number; calls: number; talkMs: number }[];
  passedOver: { agentId: string; why: 'signedOut' | 'talking' | 'justTried' }[];
}

/** Who works on one day, and who is busy until when: nobody is in two calls at once. */
export class Floor {
  readonly #staff: readonly Staff[];
  readonly #shifts: Shift[];

  constructor(staff: readonly Staff[], atWork: readonly Staff[], opensAt: number) {
    this.#staff = staff;
    this.#shifts = atWork.map((one) => ({ ...one, freeAt: opensAt, calls: 0, talkMs: 0 }));
  }

  /** Of that queue, who is free first from then on; undefined: nobody of it works, or all were tried. */
  nextOf(queueId: string, from: number, tried: readonly string[]): Choice | undefined {
    const members = this.#shifts.filter((one) => one.queueIds.includes(queueId));
    const untried = members.filter((one) => !tried.includes(one.id)).sort((a, b) => a.freeAt - b.freeAt);
    const [first] = untried;
    if (!first) return undefined;
    const at = Math.max(from, first.freeAt);
    const free = untried.filter((one) => one.freeAt <= at);
    const others = this.#staff.filter((one) => one.queueIds.includes(queueId) && !free.some(({ id }) => id === one.id));
    return {
      agent: first,
      at,
      because: 'longestIdle',
      candidates: free.map(({ id: agentId, freeAt: idleSince, calls, talkMs }) => ({
        agentId,
        penalty: 0,
        level: 0,
        idleSince,
        calls,
        talkMs,
      })),
      passedOver: others.map(({ id: agentId }) => ({ agentId, why: this.#whyNot(agentId, tried) })),
    };
  }

  /** Anybody who is free then. */
  freeAt(at: number, dice: Dice, fits: (one: Staff) => boolean = () => true): Staff | undefined {
    const free = this.#shifts.filter((one) => one.freeAt <= at && fits(one));
    return free.length > 0 ? dice.pick(free) : undefined;
  }

  /** He was with a customer, and has notes to write until `until`. */
  hasServed(agent: Staff, talkMs: number, until: number): void {
    const shift = this.#shifts.find((one) => one.id === agent.id);
    if (!shift) return;
    shift.freeAt = Math.max(shift.freeAt, until);
    shift.calls += 1;
    shift.talkMs += talkMs;
  }

  isBusy(agent: Staff, until: number): void {
    const shift = this.#shifts.find((one) => one.id === agent.id);
    if (shift) shift.freeAt = Math.max(shift.freeAt, until);
  }

  #whyNot(agentId: string, tried: readonly string[]): 'signedOut' | 'talking' | 'justTried' {
    if (tried.includes(agentId)) return 'justTried';
    return this.#shifts.some((one) => one.id === agentId) ? 'talking' : 'signedOut';
  }
}
