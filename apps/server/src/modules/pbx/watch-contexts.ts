import type { AriRequests } from '@zuoxi/ari';

/** `deploy/asterisk/extensions.conf` has so many contexts. */
const MOST = 64;

/** The dialplan context in which phones of a call centre find whom they may watch; '' = there is none left. */
export const watchContext = (place: number): string => (place >= 0 && place < MOST ? `zuoxi_watch_${place + 1}` : '');

/**
 * Whose context is whose: a lamp of `8002` in a context is the phone `<code>-8002`, and the code is a global variable of the context's name. Asterisk
 * makes an extension of its own of each number that was asked for, and keeps it; should a context ever get another call centre, the dialplan is
 * read again, so that nobody's phone is watched by strangers.
 */
export class WatchContexts {
  readonly #requests: AriRequests;
  /** Context → code of the call centre, as the engine was told over this connection. */
  readonly #told = new Map<string, string>();

  constructor(requests: AriRequests) {
    this.#requests = requests;
  }

  /** What the engine has is not known any more. */
  forget(): void {
    this.#told.clear();
  }

  /** @param codes of all call centres, in the order of their places */
  async tell(codes: readonly string[]): Promise<void> {
    const { asterisk } = this.#requests;
    let hasChanged = false;
    for (const [place, code] of codes.entries()) {
      const context = watchContext(place);
      if (context === '' || this.#told.get(context) === code) continue;
      const before = await asterisk.getVariable(context);
      if (before !== code) await asterisk.setVariable(context, code);
      if (before !== code && before !== '') hasChanged = true;
      this.#told.set(context, code);
    }
    if (hasChanged) await asterisk.reloadModule('pbx_config.so');
  }
}
