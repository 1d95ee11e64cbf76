import type { Credentials } from './auth-digest.ts';
import type { AorSettings } from './registrar.ts';

/** What the stack asks about accounts; the switch's configuration answers. */
export interface SipDirectory {
  /** Somebody is configured. Until then (just after a start) nobody can be told from a stranger. */
  readonly isConfigured: boolean;
  credentials(username: string): Credentials | undefined;
  /** The endpoint a signed-in user speaks for. */
  endpointOfUser(username: string): string | undefined;
  /** Somebody else of the endpoint's own call centre signs in by that name. */
  isColleague?(endpoint: string, user: string): boolean;
  /**
   * The endpoint of a source address (trunks). `called`: whom a call from there is for, the surest name first; of several trunks at
   * one carrier it decides, and undefined says that it does not.
   */
  endpointOfAddress(address: string, called?: readonly string[]): string | undefined;
  /** Undefined when that endpoint may not register there. */
  aor(endpoint: string, aor: string): AorSettings | undefined;
  /** Answers go where the request came from, whatever its Via says (`force_rport`). */
  forcesRport?(user: string, address: string): boolean;
  /** The endpoint of a registration of ours whose Contact the carrier calls back (`line`). */
  endpointOfLine?(line: string): string | undefined;
}
