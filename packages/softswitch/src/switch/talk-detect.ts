import { TALK_DEFAULTS } from '../media/talk-detector.ts';
import type { Channel } from './channel.ts';

/**
 * `TALK_DETECT(set)` and `TALK_DETECT(remove)`, written as a variable (funcs/func_talkdetect.c): the value is
 * `silence ms[,talking threshold]`, each with its default when empty or not a positive number. False: not that function. Asterisk
 * announces no ChannelVarset for functions, and takes unknown actions without a word.
 */
export function setTalkDetect(channel: Channel, variable: string, value: string): boolean {
  const action = /^TALK_DETECT\(\s*(\w*)\s*\)$/.exec(variable)?.[1];
  if (action === undefined) return false;
  const [silence = '', threshold = ''] = value.split(',');
  const positive = (text: string, otherwise: number): number => (Number(text) > 0 ? Number(text) : otherwise);
  if (action === 'remove') channel.leg?.detectTalk(undefined);
  if (action === 'set') {
    channel.leg?.detectTalk({
      silenceMs: positive(silence, TALK_DEFAULTS.silenceMs),
      threshold: positive(threshold, TALK_DEFAULTS.threshold),
    });
  }
  return true;
}
