import { type Call, isDialling, type World } from '@zuoxi/callcontrol';
import type { FlowTestInput, FlowTestState } from '@zuoxi/contract';
import { Emitter, type Ids, type Logger } from '@zuoxi/kit';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import type { Engine } from '../engine/index.ts';
import type { Flows } from './flows.ts';

export interface FlowTestsOptions {
  engine: Engine;
  world: World;
  flows: Pick<Flows, 'find'>;
  ids: Ids;
  logger: Logger;
}

export interface FlowTestsEvents {
  changed: { accountId: string; state: FlowTestState };
}

/** Drafts that are tried: an administrator's own phone rings, and his page shows where the call is. */
export class FlowTests extends Emitter<FlowTestsEvents> {
  readonly #options: FlowTestsOptions;
  /** The last one of each account. */
  readonly #states = new Map<string, FlowTestState>();
  /** Kept beyond its end, since its last nodes may be passed in the very step that ends it. */
  readonly #running = new Map<string, Call>();

  constructor(options: FlowTestsOptions) {
    super((error, event) => options.logger.error({ err: error, event }, 'a listener of test calls threw'));
    this.#options = options;
    for (const call of options.world.calls.values()) this.#follow(call);
    options.engine.callControl.on('changed', ({ calls }) => this.#onChanged(calls));
  }

  /** Throws `flows.hasProblems`, and what a phone that cannot be rung says. */
  async call(actor: Actor, flowId: string, { callerNumber, calledNumber }: FlowTestInput): Promise<{ callId: string }> {
    const { draft, problems } = await this.#options.flows.find(actor, flowId);
    const errors = problems.filter((problem) => !problem.warning);
    if (errors.length > 0) fail('flows.hasProblems', { count: errors.length });
    const { engine, ids } = this.#options;
    if (!engine.isAvailable) fail('engine.unavailable');
    const callId = ids.uuid();
    engine.order({ type: 'testFlow', callId, agentId: actor.accountId, flowId, definition: draft, callerNumber, calledNumber });
    return { callId };
  }

  state(accountId: string): FlowTestState | null {
    return this.#states.get(accountId) ?? null;
  }

  #onChanged(callIds: ReadonlySet<string>): void {
    for (const callId of callIds) {
      const call = this.#options.world.calls.get(callId);
      const ended = call ? undefined : this.#running.get(callId);
      if (call) this.#follow(call);
      else if (ended) {
        this.#running.delete(callId);
        this.#show(ended, 'ended');
      }
    }
  }

  #follow(call: Call): void {
    if (!call.flow?.test) return;
    this.#running.set(call.id, call);
    this.#show(call, stateOf(call));
  }

  #show({ id: callId, flow }: Call, state: FlowTestState['state']): void {
    if (!flow?.test) return;
    const { path, agentId, flowId } = flow.test;
    this.#set(agentId, { callId, flowId, state, path: structuredClone(path), variables: { ...flow.variables } });
  }

  #set(accountId: string, state: FlowTestState): void {
    this.#states.set(accountId, state);
    this.emit('changed', { accountId, state });
  }
}

function stateOf(call: Call): FlowTestState['state'] {
  if (isDialling(call)) return 'ringing';
  const { phase } = call.state;
  return phase === 'flow' || phase === 'announcing' ? 'running' : 'elsewhere';
}
