import { enterPhase } from '../../rules/phases.ts';
import type { Step } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import type { FlowSound } from '../../world/flow-definition.ts';
import type { SoundToMake } from '../../world/flow-state.ts';
import { filled } from './variables.ts';

/** Speech is made within this time, or the node's exit `error` is taken. */
const SPEECH_LIMIT_MS = 15_000;

/** Media URIs are ready; undefined: speech has been asked for, and `soundMade` goes on. */
export type Sounds = readonly string[] | undefined;

/** What the sounds are to be made of; 'missing' when one of them is not there any more. */
export function soundsToMake(step: Step, call: Call, sounds: readonly FlowSound[]): SoundToMake[] | 'missing' {
  const made: SoundToMake[] = [];
  for (const sound of sounds) {
    if (sound.kind === 'prompt') {
      const media = step.directory.media(sound.promptId);
      if (media === undefined) return 'missing';
      made.push({ media });
    } else {
      const text = filled(step, call, sound.text).trim();
      if (text !== '') made.push({ text, language: sound.language });
    }
  }
  return made;
}

/** Makes one sound after the other; speech comes from the service, which has what was said before in its cache. */
export function makeSounds(step: Step, call: Call, ready: readonly string[], left: readonly SoundToMake[]): Sounds {
  const media = [...ready];
  for (const [index, sound] of left.entries()) {
    if ('media' in sound) {
      media.push(sound.media);
      continue;
    }
    if (!call.flow) return media;
    call.flow.doing = { kind: 'speaking', media, left: left.slice(index + 1) };
    enterPhase(step, call, { phase: 'flow' }, step.now + SPEECH_LIMIT_MS);
    step.request(call, { ask: 'speech', text: sound.text, language: sound.language });
    return undefined;
  }
  return media;
}

/** The speech that was asked for is there. */
export function soundMade(step: Step, call: Call, made: string): Sounds {
  const doing = call.flow?.doing;
  return doing?.kind === 'speaking' ? makeSounds(step, call, [...doing.media, made], doing.left) : [];
}
