import type { Step } from '../rules/step.ts';
import type { Call, Dialogue, DialogueAnswer, DialogueTopic, Wanted } from '../world/call.ts';

export const LISTEN: Wanted = { maxDigits: 0, terminator: '', timeoutS: 0, interDigitS: 0, interruptible: false };

/** One key, at once. */
export const oneKey = (timeoutS: number): Wanted => ({ ...LISTEN, maxDigits: 1, timeoutS, interDigitS: 3, interruptible: true });

/** No sound of ours is longer; one that never ends must not hold a caller. */
const LONGEST_SOUND_MS = 10 * 60_000;

/** Plays `media` to the caller and waits for what is wanted. An earlier dialogue of the call is given up. No media: only the keys. */
export function startDialogue(step: Step, call: Call, topic: DialogueTopic, media: readonly string[], want: Wanted): void {
  endDialogue(step, call);
  call.sounds += 1;
  const playbackId = `${call.id}-p${call.sounds}`;
  const silent = media.length === 0;
  call.dialogue = {
    topic,
    state: silent ? 'waiting' : 'playing',
    playbackId,
    want,
    digits: '',
    deadline: step.now + (silent ? want.timeoutS * 1000 : LONGEST_SOUND_MS),
  };
  step.mark(call);
  if (!silent) step.command(call, { do: 'play', channelId: call.customerChannelId, playbackId, media: [...media] });
}

/** Stops what is playing; nobody gets an answer. */
export function endDialogue(step: Step, call: Call): void {
  const { dialogue } = call;
  if (!dialogue) return;
  call.dialogue = null;
  step.mark(call);
  if (dialogue.state === 'playing') step.command(call, { do: 'stopPlayback', playbackId: dialogue.playbackId });
}

/** A sound is over. Gives the answer, if that was all; undefined otherwise. */
export function dialogueHeard(step: Step, call: Call, playbackId: string): DialogueAnswer | undefined {
  const { dialogue } = call;
  if (dialogue?.playbackId !== playbackId || dialogue.state !== 'playing') return undefined;
  if (dialogue.want.maxDigits === 0) return answered(step, call, { kind: 'heard' });
  dialogue.state = 'waiting';
  dialogue.deadline = step.now + dialogue.want.timeoutS * 1000;
  step.mark(call);
  return undefined;
}

/** The caller pressed a key. */
export function dialogueKey(step: Step, call: Call, digit: string): DialogueAnswer | undefined {
  const { dialogue } = call;
  if (!dialogue || dialogue.want.maxDigits === 0) return undefined;
  if (dialogue.state === 'playing') {
    if (!dialogue.want.interruptible) return undefined;
    step.command(call, { do: 'stopPlayback', playbackId: dialogue.playbackId });
    dialogue.state = 'waiting';
  }
  step.mark(call);
  if (digit === dialogue.want.terminator) return complete(step, call, dialogue);
  dialogue.digits += digit;
  dialogue.deadline = step.now + dialogue.want.interDigitS * 1000;
  return dialogue.digits.length >= dialogue.want.maxDigits ? complete(step, call, dialogue) : undefined;
}

/** Its time is over. */
export function dialogueTimedOut(step: Step, call: Call): DialogueAnswer | undefined {
  const { dialogue } = call;
  if (!dialogue || dialogue.deadline > step.now) return undefined;
  if (dialogue.state === 'playing') {
    step.command(call, { do: 'stopPlayback', playbackId: dialogue.playbackId });
    return dialogueHeard(step, call, dialogue.playbackId);
  }
  return complete(step, call, dialogue);
}

function complete(step: Step, call: Call, { digits, want }: Dialogue): DialogueAnswer {
  if (want.maxDigits === 0) return answered(step, call, { kind: 'heard' });
  return answered(step, call, digits === '' ? { kind: 'nothing' } : { kind: 'digits', digits });
}

function answered(step: Step, call: Call, answer: DialogueAnswer): DialogueAnswer {
  call.dialogue = null;
  step.mark(call);
  return answer;
}
