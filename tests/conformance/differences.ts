/**
 * Cases in which the softswitch answers differently from Asterisk, each with its reason. A case that is listed and passes
 * fails the run: it has to leave this list. Those that are meant stand in docs/ari-subset.md, too.
 */
export const softswitchDifferences: ReadonlyMap<string, string> = new Map([]);
