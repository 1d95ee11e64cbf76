import { LISTEN, oneKey, startDialogue } from '../../parts/dialogue.ts';
import { lastWord } from '../../parts/send.ts';
import { shipped } from '../../parts/spoken.ts';
import { enterPhase } from '../../rules/phases.ts';
import type { Step } from '../../rules/step.ts';
import type { Call, DialogueAnswer, Wanted } from '../../world/call.ts';
import type { CollectNode, FlowNode, FlowSound, MenuNode } from '../../world/flow-definition.ts';
import type { SoundToMake } from '../../world/flow-state.ts';
import { currentNode, definitionOf } from './definitions.ts';
import { fits } from './pattern.ts';
import { makeSounds, type Sounds, soundsToMake } from './sounds.ts';
import { setVariable } from './variables.ts';

/** While something plays or keys are waited for, the dialogue has its own deadline; this is the guard behind it. */
const DIALOGUE_GUARD_MS = 3600_000;

/** What a node does next: it takes that exit, or (undefined) somebody is waited for, or the call is somewhere else. */
export type Exit = string | undefined;

/** Says what the node has to say, after `first` if there is such a word. */
export function say(step: Step, call: Call, sounds: readonly FlowSound[], first: readonly SoundToMake[] = []): Exit {
  const toMake = soundsToMake(step, call, sounds);
  if (toMake === 'missing') return 'error';
  return saySounds(step, call, makeSounds(step, call, [], [...first, ...toMake]));
}

/** The sounds of the node are ready, or still being made. */
export function saySounds(step: Step, call: Call, media: Sounds): Exit {
  const node = currentNode(step, call);
  if (media === undefined || !node) return undefined;
  switch (node.kind) {
    case 'play':
      if (media.length === 0) return 'next';
      // A key that ends the sound is one that is waited for, for no time at all when the sound is over.
      return listen(step, call, media, node.interruptible ? oneKey(0) : LISTEN);
    case 'menu':
      return listen(step, call, media, oneKey(node.timeoutS));
    case 'collect':
      return listen(step, call, media, wantedDigits(node));
    case 'hangup':
      step.callFact(call, { type: 'flowLeft', flowId: call.flow?.flowId ?? '', exit: 'hangup' });
      lastWord(step, call, media, { reason: 'flowEnded', endedBy: 'system' });
      return undefined;
    default:
      return 'error';
  }
}

function listen(step: Step, call: Call, media: readonly string[], want: Wanted): undefined {
  if (call.flow) call.flow.doing = { kind: 'asking' };
  enterPhase(step, call, { phase: 'flow' }, step.now + DIALOGUE_GUARD_MS);
  startDialogue(step, call, 'flow', media, want);
}

const wantedDigits = (node: CollectNode): Wanted => ({
  maxDigits: Math.max(node.minDigits, node.maxDigits),
  terminator: node.terminator,
  timeoutS: node.timeoutS,
  interDigitS: node.interDigitS,
  interruptible: true,
});

/** What the caller said to it. */
export function heard(step: Step, call: Call, node: FlowNode, answer: DialogueAnswer): Exit {
  if (node.kind !== 'menu' && node.kind !== 'collect') return 'next';
  if (answer.kind !== 'digits') return again(step, call, node, 'noInput');
  return node.kind === 'menu' ? keyPressed(step, call, node, answer.digits) : collected(step, call, node, answer.digits);
}

function keyPressed(step: Step, call: Call, node: MenuNode, key: string): Exit {
  step.callFact(call, { type: 'flowInput', nodeId: node.id, digits: key });
  return node.keys.includes(key) ? key : again(step, call, node, 'invalid');
}

function collected(step: Step, call: Call, node: CollectNode, digits: string): Exit {
  step.callFact(call, { type: 'flowInput', nodeId: node.id, digits: masked(digits) });
  if (digits.length < node.minDigits || (node.pattern !== '' && !fits(node.pattern, digits))) return again(step, call, node, 'invalid');
  setVariable(call, node.variable, digits);
  return 'next';
}

/** Card numbers and secrets are typed as well: only of long numbers the last four are kept in the history. */
export const masked = (digits: string): string =>
  digits.length < 8 ? '*'.repeat(digits.length) : '*'.repeat(digits.length - 4) + digits.slice(-4);

/** A wrong key or none: says so and asks again, as often as it is drawn. */
function again(step: Step, call: Call, node: MenuNode | CollectNode, exit: 'invalid' | 'noInput'): Exit {
  const { flow } = call;
  if (!flow || flow.tries >= node.retries) return exit;
  flow.tries += 1;
  const sound = exit === 'invalid' ? node.invalidSound : node.noInputSound;
  const language = definitionOf(step, call)?.language ?? 'zh';
  if (sound) return say(step, call, [sound, ...node.sounds]);
  return say(step, call, node.sounds, [{ media: shipped(exit === 'invalid' ? 'invalid-key' : 'no-input', language) }]);
}
