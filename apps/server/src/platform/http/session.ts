import type { Me } from '@zuoxi/contract';
import type { Actor } from '../actor.ts';

/** Whoever is signed in with a browser. */
export interface Session {
  tokenHash: string;
  actor: Actor;
  me: Me;
}
