import { bridgeCases } from './bridge-cases.ts';
import { callCases } from './call-cases.ts';
import type { ConformanceCase } from './case.ts';
import { earlyCases } from './early-cases.ts';
import { endpointCases } from './endpoint-cases.ts';
import { errorCases } from './error-cases.ts';
import { inCallCases } from './in-call-cases.ts';
import { localCases } from './local-cases.ts';
import { playbackCases } from './playback-cases.ts';
import { protocolCases } from './protocol-cases.ts';
import { recordingCases } from './recording-cases.ts';
import { talkCases } from './talk-cases.ts';
import { transferCases } from './transfer-cases.ts';
import { trunkCases } from './trunk-cases.ts';

/** Written against Asterisk 22: rest-api/api-docs/*.json and res/ari/*.c; each file names its sources. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...protocolCases,
  ...callCases,
  ...earlyCases,
  ...localCases,
  ...inCallCases,
  ...bridgeCases,
  ...playbackCases,
  ...recordingCases,
  ...endpointCases,
  ...errorCases,
  ...transferCases,
  ...talkCases,
  ...trunkCases,
];
