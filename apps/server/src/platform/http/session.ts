import type { Me } from '@zuoxi/contract';
import type { Actor } from '../actor.ts';

/** Who is signed in; what their role may do says the authorisation matrix. */
export type Identity = Omit<Me, 'permissions'>;

/** Whoever is signed in with a browser. */
export interface Session {
  tokenHash: string;
  actor: Actor;
  me: Identity;
}
