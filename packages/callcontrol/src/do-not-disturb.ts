import type { Step } from './step-context.ts';

// Do not disturb is the extension's own setting: it survives calls, shifts and restarts, and whoever sets it, by phone or on
// the screen, sets the same one. No call of a queue is offered, and whoever dials him meets a busy line.

export function isNotToBeDisturbed({ directory }: Pick<Step, 'directory'>, agentId: string): boolean {
  return directory.agent(agentId)?.doNotDisturb ?? false;
}
