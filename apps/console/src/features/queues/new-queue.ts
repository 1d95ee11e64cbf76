import { type Queue, QueueInput } from '@zuoxi/contract';

/** What a queue starts with: plain, and nothing that the caller would be surprised by. The rest is the contract's own default. */
const NEW_QUEUE = QueueInput.parse({
  number: '00',
  name: '-',
  strategy: 'longestIdle',
  ringTimeoutS: 20,
  maxWaitS: 300,
  wrapUpS: 30,
  serviceLevelS: 20,
  recordingEnabled: true,
  memberIds: [],
});

export function toInput(queue: Queue | null): QueueInput {
  if (!queue) return { ...NEW_QUEUE, number: '', name: '' };
  const { id: _id, members: _members, inboundNumbers: _inboundNumbers, createdAt: _createdAt, ...input } = queue;
  return input;
}

/** What is not shown keeps its value; penalties of members who were removed are dropped. */
export function merged(queue: Queue | null, values: Partial<QueueInput>): QueueInput {
  const input = { ...toInput(queue), ...values };
  const isMember = new Set(input.memberIds);
  const penalties = Object.fromEntries(Object.entries(input.penalties).filter(([id, penalty]) => isMember.has(id) && penalty > 0));
  return {
    ...input,
    penalties,
    closedDestination: input.hoursId === null ? null : input.closedDestination,
    dispositionRequired: input.dispositions.length > 0 && input.dispositionRequired,
  };
}
