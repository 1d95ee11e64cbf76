import type { Course } from './course.ts';
import type { Dice } from './dice.ts';
import type { Floor, Staff } from './floor.ts';

const KINDS = { plain: 80, held: 9, consulted: 4, passedOn: 3, transferred: 4 } as const;

interface Conversation {
  course: Course;
  floor: Floor;
  dice: Dice;
  agent: Staff;
}

/** From the answer to the end: plain, with a hold, with a colleague who is asked, or passed on to one. Gives whose the customer was last. */
export function converse(conversation: Conversation): Staff {
  const { course, floor, dice, agent } = conversation;
  const talkS = Math.min(1500, Math.max(12, dice.around(140, 0.7)));
  const kind = dice.pickByWeight(KINDS);
  const answeredAt = course.at;
  course.later(talkS * 0.4);
  const last = kind === 'plain' ? agent : kind === 'held' ? hold(conversation) : withColleague(conversation, kind);
  course.later(talkS * 0.6);
  course.add({ type: 'ended', reason: 'hangup', endedBy: dice.chance(0.7) ? 'customer' : 'agent', cause: 16 });
  for (const one of new Set([agent, last])) floor.hasServed(one, course.at - answeredAt, course.at + dice.between(8, 40) * 1000);
  return last;
}

function hold({ course, dice, agent }: Conversation): Staff {
  course.add({ type: 'held' }).later(dice.between(8, 70)).add({ type: 'resumed' });
  return agent;
}

/** Supervisors are asked; a customer is given to anybody who is free. */
function withColleague(conversation: Conversation, kind: 'consulted' | 'passedOn' | 'transferred'): Staff {
  const { course, floor, dice, agent } = conversation;
  const colleague = floor.freeAt(course.at, dice, (one) => one.id !== agent.id && (one.isSupervisor || kind === 'transferred'));
  if (!colleague) return hold(conversation);
  const last = kind === 'transferred' ? transfer(conversation, colleague) : consult(conversation, colleague, kind === 'passedOn');
  floor.isBusy(colleague, course.at);
  return last;
}

function consult({ course, dice, agent }: Conversation, colleague: Staff, isPassedOn: boolean): Staff {
  const to = { toAgentId: colleague.id, number: colleague.extension };
  course.add({ type: 'held' }).add({ type: 'consultStarted', agentId: agent.id, ...to });
  course.later(dice.between(2, 9)).add({ type: 'consultAnswered', agentId: agent.id, ...to });
  course.later(dice.between(15, 60));
  if (isPassedOn) {
    course.add({ type: 'consultEnded', ...to, outcome: 'transferred' }).add({ type: 'resumed' });
    course.add({ type: 'transferred', agentId: agent.id, ...to });
    return colleague;
  }
  if (dice.chance(0.5)) {
    course.add({ type: 'resumed' }).add({ type: 'talkingWith', agentId: agent.id, with: 'all' });
    course.later(dice.between(20, 60)).add({ type: 'consultEnded', ...to, outcome: 'left' });
  } else {
    course.add({ type: 'consultEnded', ...to, outcome: 'cancelled' }).add({ type: 'resumed' });
  }
  return agent;
}

function transfer({ course, dice, agent }: Conversation, colleague: Staff): Staff {
  const to = { agentId: agent.id, toAgentId: colleague.id, number: colleague.extension };
  course.add({ type: 'transferAsked', ...to });
  course.later(dice.between(3, 10)).add({ type: 'transferred', ...to });
  return colleague;
}
