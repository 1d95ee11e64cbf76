import type { CallView } from './call-view.ts';

const stageTexts = {
  incoming: 'panel.ringing',
  callingSelf: 'panel.ringingOwn',
  dialling: 'panel.dialling',
  talking: 'panel.talking',
  held: 'panel.held',
} as const;

/** What is going on, in words. A desk phone is answered on the desk, be it for a call that came or one's own. */
export function stageText(call: CallView) {
  const rings = call.stage === 'incoming' || call.stage === 'callingSelf';
  if (call.answer === 'desk' && rings) return 'panel.answerOnDesk';
  return stageTexts[call.stage];
}

/** What kind of call it is, where it is not a customer's own. */
export function callKind(call: CallView) {
  const rings = call.stage === 'incoming';
  if (call.conference) return rings ? 'inCall.conferenceCall' : 'inCall.inConference';
  switch (call.server?.role) {
    case 'consulted':
      return rings ? 'inCall.consultCall' : 'inCall.consulted';
    case 'supervisor':
      return rings ? 'inCall.supervisionCall' : 'inCall.supervising';
    case 'colleague':
      return 'inCall.colleague';
    default:
      return rings ? 'panel.incoming' : null;
  }
}
