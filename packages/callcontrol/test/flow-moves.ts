import fc from 'fast-check';
import { expect } from 'vitest';
import type { Command, Fact, FlowDefinition, FlowNode, FlowSound, FlowTest, Input, ServiceRequest, Step } from '../src/testing.ts';
import { connectingOf, emptyWorld, newAgent, nextDeadline, step, type World } from '../src/testing.ts';
import { FlowDirectory, queueConfig, TENANT } from './flow-caller.ts';
import { isAskedHere } from './world-view.ts';

/**
 * Any drawing, also a senseless one, and any caller: nothing throws, no step goes on for ever, somebody is always waited for
 * until a certain time, and when the caller has hung up nothing is left.
 */
const NODES = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5'];
const EXITS = ['next', 'error', 'invalid', 'noInput', 'yes', 'no', 'failed', 'busy', 'noAnswer', '1', '2', '#'];

const sound: fc.Arbitrary<FlowSound> = fc.oneof(
  fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'gone').map((promptId) => ({ kind: 'prompt' as const, promptId })),
  fc.constantFrom('Hello {{caller}}', '{{x}}', '').map((text) => ({ kind: 'speech' as const, text, language: 'en' as const })),
);
const sounds = fc.array(sound, { maxLength: 3 });
const maybe = fc.option(sound, { nil: null });
const variable = fc.constantFrom('x', 'y', '__proto__', 'caller');
const seconds = fc.integer({ min: 1, max: 10 });
const test: fc.Arbitrary<FlowTest> = fc.oneof(
  fc.record({ on: fc.constant('hours' as const), hoursId: fc.constantFrom('open', 'shut') }),
  fc.record({ on: fc.constant('holiday' as const) }),
  fc.record({ on: fc.constant('caller' as const), prefixes: fc.array(fc.constantFrom('13', '0')) }),
  fc.record({
    on: fc.constant('variable' as const),
    variable,
    operator: fc.constantFrom('equals', 'greater', 'empty', 'matches', 'contains'),
    value: fc.constantFrom('1', '{{y}}', '(a+)+b', '('),
  }),
);

const nodeOf = (id: string): fc.Arbitrary<FlowNode> => {
  const asking = {
    id: fc.constant(id),
    sounds,
    timeoutS: seconds,
    retries: fc.nat(2),
    invalidSound: maybe,
    noInputSound: maybe,
  };
  const at = { id: fc.constant(id) };
  const queueId = fc.constantFrom('q1', 'empty', 'shut', 'round', 'nowhere');
  return fc.oneof(
    fc.record({ ...at, kind: fc.constant('play' as const), sounds, interruptible: fc.boolean() }),
    fc.record({ ...asking, kind: fc.constant('menu' as const), keys: fc.subarray(['1', '2', '#'], { minLength: 1 }) }),
    fc.record({
      ...asking,
      kind: fc.constant('collect' as const),
      variable,
      minDigits: seconds,
      maxDigits: seconds,
      terminator: fc.constantFrom('#' as const, '*' as const, '' as const),
      interDigitS: seconds,
      pattern: fc.constantFrom('', '\\d{2,}', '(1|1)*2', '['),
    }),
    fc.record({ ...at, kind: fc.constant('condition' as const), test }),
    fc.record({
      ...at,
      kind: fc.constant('http' as const),
      method: fc.constantFrom('GET' as const, 'POST' as const),
      url: fc.constant('https://crm.example/{{x}}'),
      headers: fc.constant([]),
      body: fc.constant('{"x":"{{x}}"}'),
      timeoutS: seconds,
      mapping: fc.array(fc.record({ path: fc.constantFrom('a', 'a[0].b', ''), variable }), { maxLength: 2 }),
    }),
    fc.record({ ...at, kind: fc.constant('set' as const), variable, value: fc.constantFrom('1', '{{x}}{{x}}', '{{y}}') }),
    fc.record({
      ...at,
      kind: fc.constant('queue' as const),
      queueId,
      priority: fc.integer({ min: -5, max: 5 }),
      skills: fc.constant([]),
      skipGreeting: fc.boolean(),
    }),
    fc.record({ ...at, kind: fc.constant('extension' as const), agentId: fc.constantFrom('a1', 'nobody'), ringS: seconds }),
    fc.record({ ...at, kind: fc.constant('outside' as const), number: fc.constantFrom('10086', '{{x}}', '999'), ringS: seconds }),
    fc.record({ ...at, kind: fc.constant('voicemail' as const), queueId }),
    fc.record({ ...at, kind: fc.constant('callback' as const), queueId }),
    fc.record({ ...at, kind: fc.constant('flow' as const), flowId: fc.constantFrom('f1', 'f2', 'nowhere') }),
    fc.record({ ...at, kind: fc.constant('hangup' as const), sounds }),
  );
};

export const definition: fc.Arbitrary<FlowDefinition> = fc.record({
  nodes: fc.tuple(...NODES.map(nodeOf)).map((nodes): FlowNode[] => [{ id: 'start', kind: 'start' }, ...nodes]),
  edges: fc
    .array(fc.constantFrom(...NODES, ...NODES, ...NODES, 'nowhere', ''), {
      minLength: NODES.length * EXITS.length,
      maxLength: NODES.length * EXITS.length,
    })
    .map((targets) => [
      { from: 'start', exit: 'next', to: 'n0' },
      ...targets.flatMap((to, index) => {
        const from = NODES[index % NODES.length] ?? '';
        const exit = EXITS[Math.floor(index / NODES.length)] ?? '';
        return to === '' ? [] : [{ from, exit, to }];
      }),
    ]),
  defaultNode: fc.constantFrom(null, ...NODES),
  language: fc.constantFrom('zh', 'en'),
});

type Move = 'key' | 'heard' | 'time' | 'answer' | 'refused' | 'gone' | 'up' | 'away';
export const moves = fc.array(
  fc.record({
    move: fc.constantFrom<Move>('key', 'key', 'key', 'heard', 'heard', 'heard', 'time', 'time', 'answer', 'refused', 'gone', 'up', 'away'),
    pick: fc.nat(),
  }),
  { maxLength: 80 },
);

export class House {
  readonly world: World = emptyWorld();
  readonly directory = new FlowDirectory();
  afterStep: (step: Step) => void = () => {};
  readonly commands: Command[] = [];
  readonly facts: Fact[] = [];
  now = 1_000_000;
  #requests: { callId: string; number: number; ask: ServiceRequest['ask'] }[] = [];

  constructor(definitions: readonly FlowDefinition[]) {
    for (const [index, one] of definitions.entries()) this.directory.publish(`f${index + 1}`, one);
    const { queues } = this.directory;
    queues.set('empty', queueConfig('empty', { leaveWhenEmpty: true }));
    queues.set('shut', queueConfig('shut', { hoursId: 'shut' }));
    queues.set('round', queueConfig('round', { leaveWhenEmpty: true, overflow: [{ kind: 'flow', flowId: 'f1' }] }));
    this.world.agents.set('a1', { ...newAgent('a1', TENANT, this.now), registeredWith: ['e1'] });
  }

  take(input: Input): void {
    const result = step(this.world, this.directory, this.now, input);
    const { facts, commands, requests } = result;
    this.afterStep(result);
    if (result.problems[0]) throw result.problems[0].error;
    expect(facts.length + commands.length + requests.length).toBeLessThan(6000);
    this.commands.push(...commands);
    this.facts.push(...facts);
    this.#requests.push(...requests.map(({ callId, number, request }) => ({ callId, number, ask: request.ask })));
    for (const call of this.world.calls.values()) {
      const waitsUntil = nextDeadline(this.world, new Set());
      expect(waitsUntil, `${call.state.phase} at ${call.flow?.nodeId} waits for something`).toBeDefined();
      if (call.state.phase === 'flow')
        expect(call.dialogue !== null || ['http', 'speaking'].includes(call.flow?.doing.kind ?? '')).toBe(true);
      expect(isAskedHere(call), `${call.dialogue?.topic} is asked in ${call.state.phase}`).toBe(true);
      // It can be stored and restored.
      expect(JSON.parse(JSON.stringify(call))).toEqual(call);
    }
  }

  takes({ move, pick }: { move: Move; pick: number }): void {
    const [call] = this.world.calls.values();
    const connecting = call && connectingOf(call);
    this.now += 300;
    switch (move) {
      case 'key':
        return this.take({ type: 'dtmfReceived', channelId: call?.customerChannelId ?? 'none', digit: '1234*#'[pick % 6] ?? '1' });
      case 'heard':
        return this.take({ type: 'playbackFinished', playbackId: call?.dialogue?.playbackId ?? 'none' });
      case 'time':
        this.now = Math.max(this.now, nextDeadline(this.world, new Set()) ?? 0);
        return this.take({ type: 'tick' });
      case 'answer':
      case 'refused': {
        const request = this.#requests.pop();
        if (!request) return;
        const { ask } = request;
        const failed = { ask: 'failed' as const, problem: 'no' };
        const body = ['{"a":"1"}', '{"a":[{"b":2}]}', 'null', '<'][pick % 4] ?? '';
        const good = ask === 'speech' ? { ask, media: 'sound:made' } : ask === 'http' ? { ask, status: 200, body } : failed;
        return this.take({ type: 'serviceAnswered', ...request, answer: move === 'answer' ? good : failed });
      }
      case 'gone':
        return this.take({ type: 'channelGone', channelId: connecting?.channelId ?? 'none', cause: pick % 2 ? 17 : 19 });
      case 'up':
        // Now and then somebody answers.
        return pick % 7 === 0 ? this.take({ type: 'channelUp', engine: 'e1', channelId: connecting?.channelId ?? 'none' }) : undefined;
      case 'away':
        return this.take({
          type: 'engineRecovered',
          engine: 'e1',
          channelIds: new Set([call?.customerChannelId ?? '', connecting?.channelId ?? '']),
          isBack: true,
        });
    }
  }
}

/** A caller whose number leads into the first of these flows. */
export function called(definitions: readonly FlowDefinition[], callerNumber: string, watch: (house: House) => void = () => {}): House {
  const house = new House(definitions);
  watch(house);
  house.directory.endpoint = () => ({ kind: 'trunk', tenantId: TENANT, trunkId: '1' });
  house.directory.inboundRoute = () => ({ routeId: 'r1', destination: { kind: 'flow', flowId: 'f1' }, priority: 0 });
  const inbound = { type: 'callArrived' as const, engine: 'e1', callId: 'c1', channelId: 'in-1', endpoint: 'trunk-1', callerName: '' };
  house.take({ ...inbound, calledNumber: '4001', callerNumber });
  return house;
}
