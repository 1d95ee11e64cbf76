import type { CallFact } from '../modules/calls/past-calls.ts';
import { converse } from './conversation.ts';
import { Course } from './course.ts';
import type { Dice } from './dice.ts';
import { Floor, type Staff } from './floor.ts';

export interface Caller {
  /** Null: nobody knows him. */
  name: string | null;
  number: string;
}

/** What past calls are made of. */
export interface CallCentre {
  tenantId: string;
  trunkId: string;
  staff: readonly Staff[];
  queues: readonly { id: string; calledNumber: string; dispositions: readonly string[] }[];
  /** Whoever calls or is called. */
  callers: readonly Caller[];
}

interface Day {
  centre: CallCentre;
  floor: Floor;
  dice: Dice;
}

const DAYS = 30;
const MINUTE_MS = 60_000;
const OPENS_AT_H = 9;
/** Of the calls of a day, by the hour in which they come; the server's own time zone. */
const BY_HOUR = { 9: 12, 10: 14, 11: 12, 12: 5, 13: 7, 14: 12, 15: 13, 16: 11, 17: 7, 18: 3, 19: 2, 20: 1 } as const;
/** Half of those who gave up in the queue had waited less than so many seconds; nobody waits as long as the queue allows. */
const PATIENCE_S = 45;
const LONGEST_WAIT_S = 115;
const NOTES = ['客户下周再联系', '已发送短信说明', '需要主管跟进', '客户表示满意', '资料已登记', '等客户确认时间'];

/** The calls of the last 30 days, each as its facts; all of them are over by `now` (epoch ms). */
export function pastCalls(centre: CallCentre, now: number, dice: Dice): CallFact[][] {
  const today = new Date(now);
  const days = Array.from(
    { length: DAYS },
    (_, back) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - (DAYS - 1 - back)),
  );
  return days.flatMap((day) => callsOf(centre, day, dice)).filter((facts) => (facts.at(-1)?.at ?? now) < now - MINUTE_MS);
}

function callsOf(centre: CallCentre, date: Date, dice: Dice): CallFact[][] {
  const isWeekend = date.getDay() % 6 === 0;
  const day = {
    centre,
    dice,
    floor: new Floor(centre.staff, atWork(centre, isWeekend ? 3 : 4, dice), date.getTime() + OPENS_AT_H * 60 * MINUTE_MS),
  };
  const count = Math.round((isWeekend ? 50 : 125) * (0.85 + dice.next() * 0.3));
  const arrivals = Array.from({ length: count }, () => {
    const hour = Number(dice.pickByWeight(BY_HOUR));
    return new Date(
      date.getFullYear(),
      date.getMonth(),
      date.getDate(),
      hour,
      dice.between(0, 59),
      dice.between(0, 59),
      dice.between(0, 999),
    );
  });
  return arrivals.sort((a, b) => a.getTime() - b.getTime()).flatMap((at) => oneCall(day, at.getTime()));
}

/** So many of the staff, and somebody for every queue. */
function atWork({ staff, queues }: CallCentre, count: number, dice: Dice): Staff[] {
  const chosen = dice.some(staff, count);
  const unserved = queues.filter(({ id }) => !chosen.some((one) => one.queueIds.includes(id)));
  return [...chosen, ...unserved.map(({ id }) => dice.pick(staff.filter((one) => one.queueIds.includes(id))))];
}

function oneCall(day: Day, at: number): CallFact[][] {
  if (day.dice.chance(0.8)) return [inbound(day, at)];
  const agent = day.floor.freeAt(at, day.dice);
  return agent ? [outbound(day, agent, at)] : [];
}

/** Few call often: the square of an even throw. */
function someCaller({ centre, dice }: Day): Caller {
  const caller = centre.callers[Math.floor(dice.next() ** 2 * centre.callers.length)];
  return caller ?? dice.pick(centre.callers);
}

function inbound(day: Day, at: number): CallFact[] {
  const { centre, dice } = day;
  const queue = dice.pick(centre.queues);
  const { name, number: customerNumber } = someCaller(day);
  const course = new Course(centre.tenantId, at);
  course.add({ type: 'started', callType: 'inbound', customerNumber, calledNumber: queue.calledNumber, agentId: null, queueId: queue.id });
  course.later(0.02).add({ type: 'callerKnown', name, preferredAgentId: null });
  course.later(5).add({ type: 'enqueued', queueId: queue.id, priority: 0 });
  const agent = isTaken(day, course, queue.id);
  if (agent) dispose(day, course, converse({ ...day, course, agent }), queue.dispositions);
  return course.facts;
}

/** Until somebody picks up or the caller has had enough; gives who has him. */
function isTaken({ floor, dice }: Day, course: Course, queueId: string): Staff | undefined {
  const gone = course.at + Math.min(LONGEST_WAIT_S, dice.around(PATIENCE_S, 0.8)) * 1000;
  const tried: string[] = [];
  for (;;) {
    const choice = floor.nextOf(queueId, course.at, tried);
    if (!choice || choice.at >= gone) return abandon(course.until(gone), queueId, 'abandonedInQueue');
    const { agent, at, ...decision } = choice;
    course.until(at).add({ type: 'offered', agentId: agent.id, ...decision });
    const misses = dice.chance(0.05);
    const ringsUntil = at + (misses ? 20 : dice.between(2, 9)) * 1000;
    if (ringsUntil >= gone) {
      course.until(gone).add({ type: 'offerEnded', agentId: agent.id, outcome: 'callerGone' });
      floor.isBusy(agent, gone);
      return abandon(course, queueId, 'abandonedWhileRinging');
    }
    course.until(ringsUntil).add({ type: 'offerEnded', agentId: agent.id, outcome: misses ? 'noAnswer' : 'answered' });
    if (!misses) {
      course.add({ type: 'answered', agentId: agent.id }).add({ type: 'leftQueue', queueId, outcome: 'answered' });
      return agent;
    }
    tried.push(agent.id);
    // He was set not ready, and came back.
    floor.isBusy(agent, ringsUntil + dice.between(3, 15) * MINUTE_MS);
  }
}

function abandon(course: Course, queueId: string, reason: 'abandonedInQueue' | 'abandonedWhileRinging'): undefined {
  course.add({ type: 'leftQueue', queueId, outcome: 'abandoned' });
  course.add({ type: 'ended', reason, endedBy: 'customer', cause: 16 });
}

/** Most agents say in the wrap-up what has become of the call. */
function dispose({ dice }: Day, course: Course, agent: Staff, dispositions: readonly string[]): void {
  if (!dice.chance(0.85)) return;
  // The first of the list are the usual ones.
  const disposition = dispositions[Math.floor(dice.next() ** 1.6 * dispositions.length)] ?? dice.pick(dispositions);
  const note = dice.chance(0.25) ? dice.pick(NOTES) : '';
  course.later(dice.between(2, 8)).add({ type: 'disposed', agentId: agent.id, disposition, note });
}

const OUTCOMES = { answered: 62, noAnswer: 22, busy: 7, rejected: 5, cancelled: 4 } as const;
/** Q.850 */
const CAUSE = { noAnswer: 19, busy: 17, rejected: 21, cancelled: 16 } as const;

function outbound(day: Day, agent: Staff, at: number): CallFact[] {
  const { centre, floor, dice } = day;
  const { number } = someCaller(day);
  const course = new Course(centre.tenantId, at);
  course.add({
    type: 'started',
    callType: 'manualOutbound',
    customerNumber: number,
    calledNumber: number,
    agentId: agent.id,
    queueId: null,
  });
  course.later(dice.between(1, 3));
  course.add({ type: 'outsideDialled', agentId: agent.id, number, trunkId: centre.trunkId, permissionClass: 'national', attempt: 1 });
  const outcome = dice.pickByWeight(OUTCOMES);
  course.later(2);
  if (outcome !== 'busy') course.add({ type: 'ringing' }).later(outcome === 'noAnswer' ? dice.between(28, 45) : dice.between(4, 20));
  if (outcome === 'answered') {
    course.add({ type: 'answered', agentId: agent.id });
    converse({ ...day, course, agent });
  } else {
    course.add({ type: 'ended', reason: outcome, endedBy: outcome === 'cancelled' ? 'agent' : 'customer', cause: CAUSE[outcome] });
    floor.isBusy(agent, course.at);
  }
  return course.facts;
}
