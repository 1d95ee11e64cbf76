import type { PhoneCredentials } from '@zuoxi/contract';
import { fail } from '../../platform/errors.ts';
import type { Session } from '../../platform/http/session.ts';
import { type DirectoryStore, endpointRung, REALM, webPhoneSecret } from '../pbx/index.ts';
import type { SecretBox } from '../secrets/index.ts';

export const SIP_WEBSOCKET_PATH = '/sip';

/** One session's browser phone: what its page proves, and what the engine is shown instead. */
export interface BrowserPhone {
  /** `demo-8001` */
  endpoint: string;
  password: string;
  enginePassword: string;
}

/**
 * The phone in the browser: only its own account's, only for web extensions. A page never gets the engine's password, but one of
 * its session, which is worth something at the console's WebSocket alone and nothing after the session.
 */
export class Phones {
  readonly #directory: DirectoryStore;
  readonly #secrets: SecretBox;

  constructor(directory: DirectoryStore, secrets: SecretBox) {
    this.#directory = directory;
    this.#secrets = secrets;
  }

  credentials(session: Session): PhoneCredentials {
    const phone = this.of(session) ?? fail('panel.noExtension');
    return {
      uri: `sip:${phone.endpoint}@${REALM}`,
      username: phone.endpoint,
      password: phone.password,
      realm: REALM,
      webSocketPath: SIP_WEBSOCKET_PATH,
    };
  }

  /** Undefined: the account is disabled, or has no phone in the browser. */
  of({ actor, tokenHash }: Pick<Session, 'actor' | 'tokenHash'>): BrowserPhone | undefined {
    const agent = this.#directory.agent(actor.accountId);
    if (agent?.phoneType !== 'web') return undefined;
    return {
      endpoint: endpointRung(agent.dialString),
      password: this.#secrets.sign(`browser phone/${actor.accountId}/${tokenHash}`),
      enginePassword: webPhoneSecret(this.#secrets, actor.accountId),
    };
  }
}
