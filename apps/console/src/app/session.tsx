import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Me } from '@zuoxi/contract';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { ApiError, api, setSessionLostListener } from '../api/client.ts';
import { ownDrafts } from '../ui/draft-store.ts';

interface Session {
  me: Me | null;
  loading: boolean;
  error: unknown;
  /** Signed in before and thrown out by the server: the sign-in page says so. */
  expired: boolean;
  /** Who has signed him out, when it was somebody else. */
  signedOutBy: string | null;
  retry(): void;
  signedIn(me: Me): void;
  signOut(): Promise<void>;
  /** `by`: the name of who has ended it. */
  lost(by?: string | null): void;
}

const SessionContext = createContext<Session | null>(null);
const KEY = ['session'];
/** Set while somebody is signed in at this browser; the cookie itself cannot be seen from here. */
const SIGNED_IN_KEY = 'zuoxi.signedIn';
/** Written when somebody signs out, so that the other tabs hear of it. */
const SIGNED_OUT_KEY = 'zuoxi.signedOut';

/** Null when nobody is signed in. */
async function ownSession(): Promise<Me | null> {
  try {
    return await api.get('/api/session');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** Whoever never signed in here is not asked about: the first page opens at once, and without a refused request. */
async function restore(): Promise<Me | null> {
  if (localStorage.getItem(SIGNED_IN_KEY) === null) return null;
  const me = await ownSession();
  if (!me) localStorage.removeItem(SIGNED_IN_KEY);
  return me;
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: restore, staleTime: Number.POSITIVE_INFINITY, retry: 1 });
  const [expired, setExpired] = useState(false);
  const [signedOutBy, setSignedOutBy] = useState<string | null>(null);

  /** What the one before saw must not be shown to the next one at this workstation. */
  const leave = useCallback(() => {
    localStorage.removeItem(SIGNED_IN_KEY);
    queryClient.removeQueries({ predicate: (one) => one.queryKey[0] !== KEY[0] });
    queryClient.setQueryData<Me | null>(KEY, null);
  }, [queryClient]);
  const lost = useCallback(
    (by: string | null = null) => {
      if (queryClient.getQueryData<Me | null>(KEY)) {
        setExpired(true);
        setSignedOutBy(by);
      }
      leave();
    },
    [leave, queryClient],
  );
  useEffect(() => setSessionLostListener(() => lost()), [lost]);
  useEffect(() => {
    const closing = new AbortController();
    const signedOutElsewhere = ({ key }: StorageEvent) => void (key === SIGNED_OUT_KEY ? ownDrafts().clear() : undefined);
    window.addEventListener('storage', signedOutElsewhere, { signal: closing.signal });
    return () => closing.abort();
  }, []);
  const accountId = query.data?.accountId;
  useEffect(() => {
    if (accountId !== undefined) ownDrafts().keepOnlyOf(accountId);
  }, [accountId]);

  const value = useMemo<Session>(
    () => ({
      me: query.data ?? null,
      loading: query.isPending,
      error: query.data === undefined ? query.error : null,
      expired,
      signedOutBy,
      retry: () => void query.refetch(),
      signedIn(me) {
        setExpired(false);
        setSignedOutBy(null);
        localStorage.setItem(SIGNED_IN_KEY, '1');
        queryClient.setQueryData<Me | null>(KEY, me);
      },
      async signOut() {
        await api.delete('/api/session');
        ownDrafts().clear();
        localStorage.setItem(SIGNED_OUT_KEY, new Date().toISOString());
        setExpired(false);
        setSignedOutBy(null);
        leave();
      },
      lost,
    }),
    [query, expired, signedOutBy, leave, lost, queryClient],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside SessionProvider');
  return session;
}

/** The signed-in user; only inside the shell. */
export function useMe(): Me {
  const { me } = useSession();
  if (!me) throw new Error('useMe without a session');
  return me;
}
