/**
 * Cases in which the softswitch answers differently from Asterisk, each with its reason. A case that is listed and passes
 * fails the run: it has to leave this list. Those that are meant stand in docs/ari-subset.md, too.
 */
export const softswitchDifferences: ReadonlyMap<string, string> = new Map([]);

/** Cases that real Asterisk does not pass: the suite asks more than it does, each with its reason. */
export const asteriskDifferences: ReadonlyMap<string, string> = new Map([]);
