/**
 * Cases in which the softswitch answers differently from Asterisk, each with its reason. A case that is listed and passes
 * fails the run: it has to leave this list. Those that are meant stand in docs/ari-subset.md, too.
 */
export const softswitchDifferences: ReadonlyMap<string, string> = new Map([]);

const BYE_WITHOUT_REASON = 'a BYE without a Reason gives cause 0, "Unknown", where the softswitch says 16; call control reads it as 16';

/** Cases that real Asterisk does not pass: the suite asks more than it does, each with its reason. */
export const asteriskDifferences: ReadonlyMap<string, string> = new Map([
  ['incoming call: that is hung up by the caller tells cause 16', BYE_WITHOUT_REASON],
  ['originate: is hung up by the called phone with cause 16', BYE_WITHOUT_REASON],
]);
