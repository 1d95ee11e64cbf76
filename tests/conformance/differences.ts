/**
 * Cases in which the softswitch answers differently from Asterisk, each with its reason. A case that is listed and passes
 * fails the run: it has to leave this list. Those that are meant stand in docs/ari-subset.md, too.
 */
export const softswitchDifferences: ReadonlyMap<string, string> = new Map([
  [
    'REST over WebSocket: a request without uri, without method, of another type: 400 with its id',
    'reported: ids are not echoed, a missing method is taken for GET',
  ],
  [
    'REST over WebSocket: a body that is not JSON, or has no content type: 400',
    'reported: a message_body without content_type is taken for JSON',
  ],
  ['in a call: a function that does not exist: 500', 'reported: answered 404'],
  ['snoop: with an id that is taken: 500', 'reported: answered 409'],
  ['bridge: takes no channel that records: 409', 'reported: the channel is added'],
  ['recording: can be fetched as a WAV file, over HTTP only', 'reported: the WebSocket answers 400 where Asterisk answers 406'],
  ['recording: of a call in a bridge fails', 'reported: it is recorded'],
  ['channel: that is not in the application takes no variable: 409', 'reported: the variable is set'],
]);
