import type { ClientToServer, ServerToClient } from '@zuoxi/contract';
import type { Socket } from 'socket.io-client';
import { cell, type Observable } from '../ui/observable.ts';

/** `asking`: not known yet. `taken`: another page is the phone. */
export type PhoneClaimState = 'asking' | 'mine' | 'taken';

/** Whether this page is the phone of the account (PAN-11c); the server keeps who is. */
export interface PhoneClaim {
  state: Observable<PhoneClaimState>;
  /** From now on this page wants to be the phone. */
  want(): void;
  /** Takes it from the page that has it. */
  takeOver(): void;
  close(): void;
}

const ANSWER_MS = 5000;
const RETRY_MS = 3000;

export function openPhoneClaim(socket: Socket<ServerToClient, ClientToServer>): PhoneClaim {
  const state = cell<PhoneClaimState>('asking');
  const closing = new AbortController();
  const page = pageId();
  let wanted = false;

  async function ask(takeOver: boolean): Promise<void> {
    if (!wanted || !socket.connected) return;
    try {
      state.set(await socket.timeout(ANSWER_MS).emitWithAck('claimPhone', page, takeOver));
    } catch {
      // Without a connection it is asked for again when there is one.
      setTimeout(() => void (closing.signal.aborted ? undefined : ask(takeOver)), RETRY_MS);
    }
  }

  // A page that was told to wait leaves the phone to the others until somebody looks at it.
  const connected = () => void (state.get() === 'taken' ? undefined : ask(false));
  const looked = () => void (state.get() === 'taken' && document.visibilityState === 'visible' ? ask(false) : undefined);
  socket.on('connect', connected);
  socket.on('phoneTaken', () => state.set('taken'));
  window.addEventListener('focus', looked, { signal: closing.signal });
  document.addEventListener('visibilitychange', looked, { signal: closing.signal });

  return {
    state,
    want() {
      wanted = true;
      void ask(false);
    },
    takeOver: () => void ask(true),
    close: () => closing.abort(),
  };
}

const KEY = 'zuoxi.page';

/** The same after a reload. A duplicated tab, which starts with a copy of the session storage, gets its own. */
function pageId(): string {
  const [navigation] = performance.getEntriesByType('navigation');
  const kept = sessionStorage.getItem(KEY);
  if (kept && navigation instanceof PerformanceNavigationTiming && navigation.type === 'reload') return kept;
  // Not randomUUID: pages without encryption do not have it.
  const id = crypto.getRandomValues(new Uint32Array(4)).join('-');
  sessionStorage.setItem(KEY, id);
  return id;
}
