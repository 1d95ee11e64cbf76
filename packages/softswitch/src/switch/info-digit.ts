import type { SipRequest } from '../sip/index.ts';

/** The key an INFO reports (application/dtmf-relay or application/dtmf); undefined when it reports none. */
export function digitOfInfo(request: SipRequest): { digit: string; durationMs: number } | undefined {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  let digit: string | undefined;
  let durationMs = 100;
  if (type === 'application/dtmf-relay') {
    digit = /^\s*Signal\s*=\s*([0-9*#A-D])/im.exec(request.body)?.[1];
    durationMs = Number(/^\s*Duration\s*=\s*(\d{1,5})/im.exec(request.body)?.[1] ?? durationMs);
  } else if (type === 'application/dtmf') digit = /^\s*([0-9*#A-D])/i.exec(request.body)?.[1];
  return digit === undefined ? undefined : { digit: digit.toUpperCase(), durationMs };
}
