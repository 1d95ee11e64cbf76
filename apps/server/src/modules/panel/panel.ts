import type { Input } from '@zuoxi/callcontrol';
import type { PanelState, PanelTargets, SetQueueStates } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import type { OwnExtension } from '../accounts/index.ts';
import type { LiveView } from '../agents/index.ts';
import type { Engine } from '../engine/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import { panelTargets } from './targets.ts';

type WithoutAgent<T> = T extends { agentId: string } ? Omit<T, 'agentId'> : never;

/** What one orders about one's own call and states. */
export type OwnOrder = WithoutAgent<
  Extract<
    Input,
    {
      type:
        | 'hangup'
        | 'hold'
        | 'mute'
        | 'dtmf'
        | 'recordCall'
        | 'sendToSurvey'
        | 'consult'
        | 'talkWith'
        | 'completeConsult'
        | 'cancelConsult'
        | 'transfer'
        | 'cancelTransfer'
        | 'raiseHand'
        | 'setNext'
        | 'setDisposition'
        | 'endWrapUp'
        | 'extendWrapUp'
        | 'ringsSilently'
        | 'reclaim';
    }
  >
>;

/** What one does with one's own phone and states; every order goes to call control, which may refuse it. */
export class Panel {
  readonly #engine: Engine;
  readonly #view: LiveView;
  readonly #directory: DirectoryStore;
  readonly #ids: Ids;
  readonly #ownExtension: OwnExtension;

  constructor(options: { engine: Engine; view: LiveView; directory: DirectoryStore; ids: Ids; ownExtension: OwnExtension }) {
    this.#engine = options.engine;
    this.#view = options.view;
    this.#directory = options.directory;
    this.#ids = options.ids;
    this.#ownExtension = options.ownExtension;
  }

  read(actor: Actor): PanelState {
    return this.#view.panel(actor.accountId);
  }

  /** Whom the present call may be taken to. */
  targets(actor: Actor): PanelTargets {
    const { call } = this.#view.panel(actor.accountId);
    return panelTargets({ agentId: actor.accountId, queueId: call?.queueId ?? null, directory: this.#directory, view: this.#view });
  }

  order(actor: Actor, own: OwnOrder): void {
    this.#engine.order({ ...own, agentId: actor.accountId });
  }

  setQueueStates(actor: Actor, input: SetQueueStates): void {
    if (!input.ready && !input.reason) fail('request.invalid', { field: 'reason', problem: 'missing' });
    const reason = input.ready ? null : (input.reason ?? null);
    this.#engine.order({ type: 'setReady', agentId: actor.accountId, queueIds: input.queueIds, reason, byAccountId: null });
  }

  dial(actor: Actor, number: string): { callId: string } {
    const callId = this.#ids.uuid();
    this.#engine.order({ type: 'dial', callId, agentId: actor.accountId, number });
    return { callId };
  }

  doNotDisturb(actor: Actor, on: boolean): Promise<void> {
    return this.#ownExtension.set(actor, { doNotDisturb: on });
  }
}
