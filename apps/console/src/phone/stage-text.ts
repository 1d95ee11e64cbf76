import type { CallView } from './call-view.ts';

export const stageTexts = {
  incoming: 'panel.ringing',
  callingSelf: 'panel.ringingOwn',
  dialling: 'panel.dialling',
  talking: 'panel.talking',
  held: 'panel.held',
} as const;

/** What is going on, in words. A desk phone is answered on the desk, be it for a call that came or one's own. */
export function stageText(call: CallView) {
  if (call.answer === 'desk' && (call.stage === 'incoming' || call.stage === 'callingSelf')) return 'panel.answerOnDesk';
  return stageTexts[call.stage];
}
