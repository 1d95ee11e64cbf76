import { ALLOW, type ClientTransaction, type Dialog, type Flow, type SipResponse } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';
import type { DialogPeer } from './dialog-peer.ts';
import { supportedOf } from './option-tags.ts';
import { listOf } from './pjsip-config.ts';

export interface Question {
  headers: [string, string][];
  body?: { type: string; content: string };
}

export interface QuestionUser {
  onSent?: (transaction: ClientTransaction) => void;
  onFinal(response: SipResponse): void;
  onTimeout(): void;
}

/** What we send in a dialog, and the way it takes. Works on after the end of the dialog: BYE and the last NOTIFY are sent then. */
export class DialogRequests {
  readonly #context: SwitchContext;
  readonly #dialog: Dialog;
  readonly #endpoint: string;
  readonly #symmetric: boolean;
  readonly #peer: DialogPeer;

  /** `symmetric`: phones that signed in are answered where they were heard (NAT); trunks where their Contact says. */
  constructor(context: SwitchContext, dialog: Dialog, endpoint: string, symmetric: boolean, peer: DialogPeer) {
    this.#context = context;
    this.#dialog = dialog;
    this.#endpoint = endpoint;
    this.#symmetric = symmetric;
    this.#peer = peer;
  }

  /**
   * A request in the dialog. A challenge of a server of the trunk is answered once (RFC 3261 section 22.2). `onFinal` may be called again for copies of a 2xx to an INVITE.
   */
  async ask(method: string, options: Question, user: QuestionUser): Promise<void> {
    const flow = await this.#flow();
    if (!flow) {
      user.onTimeout();
      return;
    }
    const { stack, config, challenges } = this.#context;
    const isOwnConnection = flow.reliable && flow === this.#dialog.flow;
    const headers = [...options.headers];
    if (method !== 'BYE' && method !== 'PRACK') headers.push(['contact', stack.contactFor(flow, this.#endpoint)]);
    if (method === 'INVITE' || method === 'UPDATE') {
      headers.push(['allow', ALLOW]);
      headers.push(['supported', supportedOf(config.get('endpoint', this.#endpoint))]);
    }
    const send = (extra: [string, string][], isChallenged: boolean): void => {
      const request = this.#dialog.request(method, { headers: [...headers, ...extra], body: options.body });
      const transaction = stack.send(request, flow, {
        onResponse: (response) => {
          if (response.status < 200) return;
          const isAsked = !isChallenged && (response.status === 401 || response.status === 407);
          const answer = isAsked ? challenges.toRequest(this.#endpoint, request, response, flow, isOwnConnection) : undefined;
          if (answer) send([answer], true);
          else user.onFinal(response);
        },
        onTimeout: () => user.onTimeout(),
      });
      if (transaction) user.onSent?.(transaction);
      else user.onTimeout();
    };
    send([], false);
  }

  /** ACK of a 2xx to our INVITE; gives the bytes, to be sent again for each copy of the 2xx. */
  async ack(cseq: number): Promise<() => void> {
    const flow = await this.#flow();
    if (!flow) return () => {};
    const wire = this.#context.stack.sendAck(this.#dialog.request('ACK', { cseq }), flow);
    return () => flow.send(wire);
  }

  /** Where the next request goes. */
  async #flow(): Promise<Flow | undefined> {
    const { stack, config } = this.#context;
    const own = this.#dialog.flow;
    if (own.transport === 'WS' || own.transport === 'WSS') {
      if (own.open) return own;
      // The browser came back over another WebSocket: its newest registration is where it is now.
      const aors = listOf(config.get('endpoint', this.#endpoint)?.get('aors'));
      return aors.flatMap((aor) => stack.registrar.contacts(aor)).find((binding) => binding.flow.reliable)?.flow;
    }
    if (this.#symmetric && this.#dialog.routeSet.length === 0 && own.open) return own;
    const flow = (await stack.flowTo(this.#dialog.nextHop())) ?? own;
    this.#peer.noteWay(flow);
    return flow;
  }
}
