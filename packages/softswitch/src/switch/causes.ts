import { cause } from '@zuoxi/ari';

/** `ast_sip_hangup_sip2cause` in res_pjsip.c. */
const FROM_SIP: Readonly<Record<number, number>> = {
  302: 23,
  401: 21,
  403: 21,
  404: 1,
  405: 127,
  407: 21,
  408: 18,
  409: 41,
  410: 22,
  411: 127,
  413: 127,
  414: 127,
  415: 127,
  420: 3,
  480: 19,
  481: 127,
  482: 127,
  483: 19,
  484: 28,
  485: 1,
  486: 17,
  487: 127,
  488: 58,
  491: 127,
  493: 127,
  500: 38,
  501: 29,
  502: 27,
  503: 34,
  504: 102,
  505: 127,
  600: 17,
  603: 21,
  604: 1,
  606: 58,
};

export function causeOfStatus(status: number): number {
  const known = FROM_SIP[status];
  if (known !== undefined) return known;
  if (status >= 400 && status < 500) return cause.interworking;
  if (status >= 500 && status < 600) return cause.congestion;
  if (status >= 600 && status < 700) return cause.interworking;
  return cause.normalClearing;
}

/** `hangup_cause2sip` in chan_pjsip.c, for a call that was not answered. Without a match Asterisk declines: 603. */
const TO_SIP: Readonly<Record<number, number>> = {
  1: 404,
  2: 404,
  3: 404,
  17: 486,
  18: 408,
  19: 480,
  20: 480,
  21: 403,
  22: 410,
  23: 302,
  27: 502,
  28: 484,
  29: 501,
  31: 480,
  34: 503,
  38: 500,
  42: 503,
  58: 488,
  66: 503,
  127: 500,
};

/** `tech_cause` of a channel that we hang up. */
export function techCauseOf(code: number): number | undefined {
  return TO_SIP[code];
}

export function statusOfCause(code: number): number {
  return TO_SIP[code] ?? 603;
}

/** RFC 3326: `Reason: Q.850;cause=17;text="User busy"`. Undefined when the header says nothing of Q.850. */
export function causeOfReason(reason: string | undefined): number | undefined {
  const match = reason === undefined ? null : /Q\.850\s*;\s*cause\s*=\s*(\d{1,3})/i.exec(reason);
  const code = Number(match?.[1]);
  return match && code > 0 && code <= 127 ? code : undefined;
}

export function reasonHeader(code: number): string {
  return `Q.850;cause=${code}`;
}
