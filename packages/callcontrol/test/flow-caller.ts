import type {
  AgentConfig,
  Call,
  Directory,
  Fact,
  FlowDefinition,
  FlowNode,
  PublishedFlow,
  QueueConfig,
  ServiceAnswer,
  ServiceRequest,
  Step,
} from '../src/testing.ts';
import {
  beginStep,
  dialogueHeard,
  dialogueKey,
  dialogueTimedOut,
  emptyWorld,
  enterFlow,
  flowAnswered,
  flowReturned,
  flowServiceAnswered,
  flowTimedOut,
  newCall,
  resumeFlow,
  setCustomer,
  type World,
} from '../src/testing.ts';
import { seen } from './world-view.ts';

export const TENANT = 't1';

export const queueConfig = (id: string, more: Partial<QueueConfig> = {}): QueueConfig => ({
  id,
  tenantId: TENANT,
  number: '8701',
  name: 'Sales',
  strategy: 'longestIdle',
  language: 'en',
  ringTimeoutS: 20,
  retryS: 0,
  maxWaitS: 120,
  maxLength: 0,
  wrapUpS: 0,
  wrapUpExtensionS: 0,
  wrapUpExtensions: 1,
  priority: 0,
  missesBeforePause: 1,
  recordingEnabled: false,
  prompts: { greeting: 'sound:greeting', maxWait: 'sound:max-wait', periodic: null, music: null },
  announcePosition: false,
  announceWait: false,
  announceEveryS: 60,
  periodicEveryS: 60,
  hoursId: null,
  closedDestination: null,
  overflow: [],
  leaveWhenEmpty: false,
  stickyAgent: false,
  stickyWaitS: 0,
  requiredSkills: [],
  voicemailEnabled: false,
  voicemailAfterS: 60,
  callbackEnabled: true,
  callbackAfterS: 60,
  callbackMode: 'agentFirst',
  callbackAttempts: 3,
  callbackRetryS: 600,
  callbackExpiryS: 86_400,
  satisfaction: 'off',
  dispositions: [],
  dispositionRequired: false,
  ...more,
});

/** What a flow can ask for, in memory: queue q1, agent a1, prompts p…, hours `open` and `shut`. */
export class FlowDirectory implements Directory {
  readonly flows = new Map<string, PublishedFlow[]>();
  readonly queues = new Map([['q1', queueConfig('q1')]]);
  isDayOff = false;

  publish(flowId: string, definition: FlowDefinition, tenantId = TENANT): void {
    const versions = this.flows.get(flowId) ?? [];
    this.flows.set(flowId, [...versions, { tenantId, version: versions.length + 1, definition }]);
  }

  flow(flowId: string): PublishedFlow | undefined {
    return this.flows.get(flowId)?.at(-1);
  }

  flowVersion(flowId: string, version: number): PublishedFlow | undefined {
    return this.flows.get(flowId)?.find((one) => one.version === version);
  }

  isOpen(hoursId: string): boolean {
    return hoursId === 'open';
  }

  isHoliday(): boolean {
    return this.isDayOff;
  }

  media(promptId: string): string | undefined {
    return promptId.startsWith('p') ? `sound:${promptId}` : undefined;
  }

  queue(queueId: string): QueueConfig | undefined {
    return this.queues.get(queueId);
  }

  agent(agentId: string): AgentConfig | undefined {
    if (agentId !== 'a1') return undefined;
    return {
      id: 'a1',
      tenantId: TENANT,
      displayName: 'Agent',
      extension: '8001',
      dialString: 'PJSIP/demo-8001',
      recordingEnabled: false,
      queueIds: [],
      skills: new Map(),
      doNotDisturb: false,
      forwarding: { always: '', busy: '', noAnswer: '', offline: '', noAnswerS: 20 },
      pickupGroup: '',
      leads: 'nobody',
    };
  }

  mayStillDial(): boolean {
    return true;
  }

  outsideTarget(_tenantId: string, number: string): ReturnType<Directory['outsideTarget']> {
    return number === '10086'
      ? {
          kind: 'outside',
          number,
          permissionClass: 'local',
          routes: [{ trunkId: 'trunk1', dialString: 'PJSIP/10086@trunk-1', callerId: '' }],
        }
      : undefined;
  }

  wallTime = (at: number): number => at;
  endpoint: Directory['endpoint'] = () => undefined;
  inboundRoute: Directory['inboundRoute'] = () => undefined;
  members: Directory['members'] = () => [];
  agents = () => [];
  isOwnNumber = () => false;
  dialTarget = () => ({ kind: 'refused' as const, reason: 'numberInvalid' as const });
  trunk = () => ({ maxChannels: 0, callsPerSecond: 0 });
}

/** A caller in an IVR: what he hears, what he does, what became of him. The rest of call control is not asked. */
export class FlowCaller {
  readonly directory: FlowDirectory;
  readonly world: World = emptyWorld();
  readonly facts: Fact[] = [];
  readonly requests: ServiceRequest[] = [];
  readonly commands: Step['commands'] = [];
  now = new Date(2026, 2, 9, 14, 5).getTime();

  constructor(directory = new FlowDirectory()) {
    this.directory = directory;
  }

  static in(nodes: FlowNode[], edges: string[], more: Partial<FlowDefinition> = {}): FlowCaller {
    const caller = new FlowCaller();
    caller.directory.publish('f1', drawn(nodes, edges, more));
    caller.enters('f1');
    return caller;
  }

  enters(flowId: string): void {
    this.#step((step) => {
      const call = newCall(step, { id: 'call1', engine: 'e1' }, TENANT, 'inbound', { phase: 'arrived' });
      setCustomer(call, 'in-1', null);
      call.customerNumber = '13550602245';
      call.calledNumber = '4001';
      enterFlow(step, call, flowId);
    });
  }

  get call(): Call {
    const call = this.world.calls.get('call1');
    if (!call) throw new Error('the call has ended');
    return call;
  }

  get flow() {
    if (!this.call.flow) throw new Error('the call is in no flow');
    return this.call.flow;
  }

  /** The node he is at; 'ended' when all that follows is a last word. */
  get place(): string {
    const call = this.world.calls.get('call1');
    if (!call || seen(call)?.parting) return `ended: ${this.#reason}`;
    return call.state.phase === 'flow' ? (call.flow?.nodeId ?? '') : call.state.phase;
  }

  get #reason(): string {
    const ended = this.facts.find((fact) => fact.type === 'ended');
    return seen(this.world.calls.get('call1'))?.parting?.reason ?? (ended?.type === 'ended' ? ended.reason : '');
  }

  /** Media of the last thing that was played to him. */
  get hears(): string[] {
    const last = this.commands.findLast((command) => command.do === 'play');
    return last?.do === 'play' ? last.media : [];
  }

  get lastRequest(): ServiceRequest | undefined {
    return this.requests.at(-1);
  }

  factsOf(type: Fact['type']): Fact[] {
    return this.facts.filter((fact) => fact.type === type);
  }

  /** To the end of what is played. */
  listens(): void {
    this.#onCall((step, call) => {
      const answer = dialogueHeard(step, call, call.dialogue?.playbackId ?? '');
      if (answer) flowAnswered(step, call, answer);
    });
  }

  presses(keys: string): void {
    for (const key of keys) {
      this.now += 1000;
      this.#onCall((step, call) => {
        const answer = dialogueKey(step, call, key);
        if (answer) flowAnswered(step, call, answer);
      });
    }
  }

  waits(seconds: number): void {
    this.now += seconds * 1000;
    this.#onCall((step, call) => {
      const answer = dialogueTimedOut(step, call);
      if (answer) flowAnswered(step, call, answer);
      else if (!call.dialogue && call.deadline <= step.now) flowTimedOut(step, call);
    });
  }

  /** Listens, and says nothing until the wait is over. */
  isSilent(): void {
    this.listens();
    this.waits(61);
  }

  serviceSays(answer: ServiceAnswer): void {
    this.#onCall((step, call) => flowServiceAnswered(step, call, answer));
  }

  comesBack(exit: 'failed' | 'busy' | 'noAnswer' | 'next' | 'error', afterS = 10): void {
    this.now += afterS * 1000;
    this.#onCall((step, call) => flowReturned(step, call, exit));
  }

  /** It was not heard of for a moment; nothing of the call is lost but what happened meanwhile. */
  engineIsBack(): void {
    this.#onCall(resumeFlow);
  }

  serverRestarts(): void {
    const stored: Call = JSON.parse(JSON.stringify(this.call));
    this.world.calls.set('call1', { ...stored, dialogue: null });
    this.#onCall((step, call) => resumeFlow(step, call));
  }

  #onCall(work: (step: Step, call: Call) => void): void {
    const call = this.world.calls.get('call1');
    if (call) this.#step((step) => work(step, call));
  }

  #step(work: (step: Step) => void): void {
    const step = beginStep(this.world, this.directory, this.now);
    work(step);
    this.facts.push(...step.facts);
    this.commands.push(...step.commands);
    this.requests.push(...step.requests.map(({ request }) => request));
  }
}

/** Edges are `from.exit>to`. */
export const drawn = (nodes: FlowNode[], edges: string[], more: Partial<FlowDefinition> = {}): FlowDefinition => ({
  nodes: [{ id: 'start', kind: 'start' }, ...nodes],
  edges: edges.map((edge) => {
    const [, from = '', exit = '', to = ''] = /^(\w+)\.([\w*#]+)>(\w+)$/.exec(edge) ?? [];
    return { from, exit, to };
  }),
  defaultNode: null,
  language: 'en',
  ...more,
});

export const prompt = (promptId: string) => ({ kind: 'prompt' as const, promptId });
export const speech = (text: string) => ({ kind: 'speech' as const, text, language: 'en' as const });

export const play = (id: string, promptId: string, interruptible = false): FlowNode => ({
  id,
  kind: 'play',
  sounds: [prompt(promptId)],
  interruptible,
});

export const menu = (id: string, keys: string, more: Partial<Extract<FlowNode, { kind: 'menu' }>> = {}): FlowNode => ({
  id,
  kind: 'menu',
  sounds: [prompt('p-menu')],
  keys: [...keys],
  timeoutS: 5,
  retries: 1,
  invalidSound: null,
  noInputSound: null,
  ...more,
});

export const collect = (id: string, more: Partial<Extract<FlowNode, { kind: 'collect' }>> = {}): FlowNode => ({
  id,
  kind: 'collect',
  sounds: [prompt('p-collect')],
  variable: 'number',
  minDigits: 3,
  maxDigits: 10,
  terminator: '#',
  timeoutS: 5,
  interDigitS: 3,
  retries: 1,
  pattern: '',
  invalidSound: prompt('p-wrong'),
  noInputSound: null,
  ...more,
});

export const http = (id: string, more: Partial<Extract<FlowNode, { kind: 'http' }>> = {}): FlowNode => ({
  id,
  kind: 'http',
  method: 'GET',
  url: 'https://crm.example/{{number}}',
  headers: [],
  body: '',
  timeoutS: 5,
  mapping: [],
  ...more,
});

export const set = (id: string, variable: string, value: string): FlowNode => ({ id, kind: 'set', variable, value });
export const hangup = (id: string, promptId = 'p-bye'): FlowNode => ({ id, kind: 'hangup', sounds: [prompt(promptId)] });
export const toQueue = (id: string, queueId = 'q1'): FlowNode => ({
  id,
  kind: 'queue',
  queueId,
  priority: 3,
  skills: [],
  skipGreeting: true,
});
