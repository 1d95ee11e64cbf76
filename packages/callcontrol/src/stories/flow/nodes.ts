import { unreachable } from '@zuoxi/kit';
import { endDialogue } from '../../parts/dialogue.ts';
import { sendTo } from '../../parts/send.ts';
import type { SendOptions, Step } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import type { FlowNode } from '../../world/flow-definition.ts';
import type { Destination } from '../../world/terms.ts';
import { type Exit, say, saySounds } from './ask.ts';
import { holds } from './condition.ts';
import { lookUp } from './look-up.ts';
import { filled, setVariable } from './variables.ts';

/** What may be dialled for an outside number, after its variables are filled in. */
const DIALLED = /^\+?[0-9*#]{1,32}$/;

/** The caller is at a node: does what it is for. A node of kind `flow` is the walk's own. */
export function begin(step: Step, call: Call, node: Exclude<FlowNode, { kind: 'flow' }>): Exit {
  switch (node.kind) {
    case 'start':
      return 'next';
    case 'play':
    case 'menu':
    case 'collect':
      return say(step, call, node.sounds);
    case 'hangup':
      // Without its word it is still the end.
      return say(step, call, node.sounds) === 'error' ? saySounds(step, call, []) : undefined;
    case 'condition':
      return holds(step, call, node.test) ? 'yes' : 'no';
    case 'set':
      setVariable(call, node.variable, filled(step, call, node.value));
      return 'next';
    case 'http':
      lookUp(step, call, node);
      return undefined;
    case 'queue': {
      if (!isOwnQueue(step, call, node.queueId)) return 'failed';
      const { priority, skills, skipGreeting } = node;
      return leaveFor(step, call, { kind: 'queue', queueId: node.queueId }, { priority, skills, skipGreeting });
    }
    case 'extension':
      if (step.directory.agent(node.agentId)?.tenantId !== call.tenantId) return 'noAnswer';
      return leaveFor(step, call, { kind: 'extension', agentId: node.agentId }, { ringS: node.ringS });
    case 'outside': {
      const number = filled(step, call, node.number).replace(/[\s-]/g, '');
      if (!DIALLED.test(number)) return 'noAnswer';
      return leaveFor(step, call, { kind: 'outside', number }, { ringS: node.ringS });
    }
    case 'voicemail':
      if (!isOwnQueue(step, call, node.queueId)) return 'error';
      return leaveFor(step, call, { kind: 'voicemail', queueId: node.queueId });
    case 'callback':
      return askForCallback(step, call, node.queueId);
    default:
      return unreachable(node);
  }
}

const isOwnQueue = (step: Step, call: Call, queueId: string) => step.directory.queue(queueId)?.tenantId === call.tenantId;

/** The caller is in other hands; the core calls `flowReturned` when he is given back. */
function leaveFor(step: Step, call: Call, destination: Destination, options?: SendOptions): undefined {
  if (call.flow) call.flow.doing = { kind: 'sent' };
  step.callFact(call, { type: 'flowLeft', flowId: call.flow?.flowId ?? '', exit: destination.kind });
  sendTo(step, call, destination, options);
}

/** He is told that he will be called, and that ends the call. */
function askForCallback(step: Step, call: Call, queueId: string): Exit {
  if (!isOwnQueue(step, call, queueId)) return 'error';
  if (!step.places.callback(step, call, queueId)) {
    // What it says then is for those who wait in a queue.
    endDialogue(step, call);
    return 'error';
  }
  step.callFact(call, { type: 'flowLeft', flowId: call.flow?.flowId ?? '', exit: 'callback' });
  return undefined;
}

/** What comes back from elsewhere, as an exit that the node has. */
export function returnExit(node: FlowNode, exit: 'failed' | 'busy' | 'noAnswer' | 'next' | 'error'): string {
  switch (node.kind) {
    case 'queue':
      return 'failed';
    case 'extension':
    case 'outside':
      return exit === 'busy' ? 'busy' : 'noAnswer';
    default:
      return exit === 'next' ? 'next' : 'error';
  }
}
