import { cause, type DialStatus } from './types.ts';

/** main/channel.c of Asterisk: what `cause_txt` says. */
const CAUSE_TEXT: Readonly<Record<number, string>> = {
  1: 'Unallocated (unassigned) number',
  2: 'No route to specified transmit network',
  3: 'No route to destination',
  16: 'Normal Clearing',
  17: 'User busy',
  18: 'No user responding',
  19: 'User alerting, no answer',
  20: 'Subscriber absent',
  21: 'Call Rejected',
  22: 'Number changed',
  23: 'Redirected to new destination',
  26: 'Answered elsewhere',
  27: 'Destination out of order',
  28: 'Invalid number format',
  29: 'Facility rejected',
  31: 'Normal, unspecified',
  34: 'Circuit/channel congestion',
  38: 'Network out of order',
  41: 'Temporary failure',
  42: 'Switching equipment congestion',
  44: 'Requested channel not available',
  52: 'Outgoing call barred',
  58: 'Bearer capability not available',
  66: 'Channel not implemented',
  102: 'Recover on timer expiry',
  127: 'Interworking, unspecified',
};

/** Of a Q.850 value, as `cause_txt` has it. */
export function causeText(code: number): string {
  return CAUSE_TEXT[code] ?? 'Unknown';
}

/** `convert_reason_to_hangup_code` in resource_channels.c. */
const HANGUP_REASONS: Readonly<Record<string, number>> = {
  normal: 16,
  busy: 17,
  congestion: 34,
  no_answer: 19,
  timeout: 18,
  rejected: 21,
  unallocated: 1,
  normal_unspecified: 31,
  number_incomplete: 28,
  codec_mismatch: 58,
  interworking: 127,
  failure: 38,
  answered_elsewhere: 26,
};

export function causeOfHangupReason(reason: string): number | undefined {
  return HANGUP_REASONS[reason];
}

/** `ast_hangup_cause_to_dial_status` in dial.c. */
export function dialStatusOfCause(code: number): DialStatus {
  if (code === cause.userBusy) return 'BUSY';
  if (code === cause.congestion) return 'CONGESTION';
  if (code === cause.noRouteDestination || code === cause.subscriberAbsent) return 'CHANUNAVAIL';
  return 'NOANSWER';
}
