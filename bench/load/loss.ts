import type { WindowReport } from './rtp-load.ts';

/** An engine that drops packets saves the work of sending them: beyond this share its CPU figure flatters it. */
const FLATTERING = 0.001;

export interface Loss {
  lost: number;
  /** As in `Sample`. */
  invalid: string | undefined;
  problems: string[];
}

export function lossOf({ sent, received }: WindowReport, where: string): Loss {
  const lost = sent - received;
  const sentence = `${lost} packets of ${sent} were lost${where}`;
  return { lost, invalid: lost > FLATTERING * sent ? sentence : undefined, problems: lost > 0 ? [sentence] : [] };
}
