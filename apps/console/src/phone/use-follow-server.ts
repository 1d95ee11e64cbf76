import type { PanelState } from '@zuoxi/contract';
import { useEffect, useRef } from 'react';
import { api } from '../api/client.ts';
import { answersItself, hasLostPhone } from './call-view.ts';
import type { WebPhone, WebPhoneState } from './web-phone.ts';

/** How long the browser phone may be on a line the server knows nothing of: its BYE was lost with the connection. */
const STALE_SESSION_MS = 5000;
/** How long a call that rings anyway may take to reach the phone after it has registered. */
const INVITE_MS = 1000;

/** The server decides what happens to the call; the browser phone follows. */
export function useFollowServer(web: WebPhone | null, panel: PanelState | null, state: WebPhoneState | null): void {
  const call = panel?.call ?? null;
  const session = state?.session ?? null;

  const answers = panel !== null && answersItself(panel, session);
  useEffect(() => {
    // Without a microphone the call stays visible with its answer button, which then says what is wrong.
    if (answers) void web?.answer().catch(() => {});
  }, [answers, web]);

  const muted = (call ?? panel?.conference)?.muted ?? false;
  const talking = session?.phase === 'talking';
  useEffect(() => {
    if (talking) web?.setMuted(muted);
  }, [muted, talking, web]);

  const stale = talking && panel !== null && call === null && panel.conference === null;
  useEffect(() => {
    if (!stale) return;
    const timer = setTimeout(() => web?.terminate(), STALE_SESSION_MS);
    return () => clearTimeout(timer);
  }, [stale, web]);

  useReclaim(panel, state);
}

const engagedIn = (panel: PanelState | null) => panel?.call?.callId ?? panel?.conference?.conferenceId;

/**
 * The page is not the call: after a reload, or when its connections are back, the page asks once for the call it is in, and the
 * server rings this phone again. A call that comes later rings by itself.
 */
function useReclaim(panel: PanelState | null, state: WebPhoneState | null): void {
  const latest = useRef({ panel, state });
  useEffect(() => {
    latest.current = { panel, state };
  });
  const ready = panel !== null && state?.registration === 'online';
  useEffect(() => {
    if (!ready) return;
    const { panel: atFirst, state: phone } = latest.current;
    const id = engagedIn(atFirst);
    if (!atFirst || !id || !hasLostPhone(atFirst, phone?.session ?? null)) return;
    const timer = setTimeout(() => {
      const { panel: now, state: phoneNow } = latest.current;
      const lost = now !== null && engagedIn(now) === id && hasLostPhone(now, phoneNow?.session ?? null);
      // Refused: the call is over, which the panel shows by itself.
      if (lost) api.post('/api/panel/reclaim').catch(() => {});
    }, INVITE_MS);
    return () => clearTimeout(timer);
  }, [ready]);
}
