import type {
  AgentConfig,
  Command,
  Destination,
  DialTarget,
  Directory,
  EndpointOwner,
  Fact,
  InboundTarget,
  Input,
  OutsideTarget,
  PublishedFlow,
  QueueConfig,
  QueueMember,
  RefusedTarget,
  ServiceAnswer,
  ServiceRequest,
  Services,
  Step,
  TrunkLimits,
} from '../src/testing.ts';
import { emptyWorld, nextDeadline, step, type World } from '../src/testing.ts';
import { queueConfig } from './queue-config.ts';
import { seen } from './world-view.ts';

const TENANT = 't1';
/** The only engine of most stories. */
export const ENGINE = 'e1';

const NOT_FORWARDED: AgentConfig['forwarding'] = { always: '', busy: '', noAnswer: '', offline: '', noAnswerS: 20 };

/** A database that knows nobody. */
export const NO_SERVICES: Services = { ask: () => Promise.resolve({ ask: 'failed', problem: 'none here' }) };

/** A small call centre in memory for tests: queue q1 (number 8701) with agents a1…an, trunk `trunk-1`, called number 1000. */
export class TestDirectory implements Directory {
  readonly queues = new Map<string, QueueConfig>();
  readonly agentConfigs = new Map<string, AgentConfig>();

  constructor(agentCount: number, queue: Partial<QueueConfig> = {}) {
    this.queues.set('q1', queueConfig({ id: 'q1', tenantId: TENANT, ...queue }));
    for (let n = 1; n <= agentCount; n++) {
      this.agentConfigs.set(`a${n}`, {
        id: `a${n}`,
        tenantId: TENANT,
        displayName: `Agent ${n}`,
        extension: `800${n}`,
        dialString: `PJSIP/demo-800${n}`,
        recordingEnabled: true,
        queueIds: ['q1'],
        skills: new Map(),
        doNotDisturb: false,
        forwarding: NOT_FORWARDED,
        pickupGroup: '',
        leads: 'nobody',
      });
    }
  }

  addQueue(id: string, queue: Partial<QueueConfig> = {}): void {
    this.queues.set(id, queueConfig({ id, tenantId: TENANT, name: id, ...queue }));
  }

  join(agentId: string, queueId: string): void {
    const config = this.agentConfigs.get(agentId);
    if (config) this.agentConfigs.set(agentId, { ...config, queueIds: [...config.queueIds, queueId] });
  }

  teach(agentId: string, skillId: string, level: number): void {
    const config = this.agentConfigs.get(agentId);
    if (config) this.agentConfigs.set(agentId, { ...config, skills: new Map([...config.skills, [skillId, level]]) });
  }

  /** An administrator, or the agent himself, changes something of the extension. */
  change(agentId: string, changes: Partial<AgentConfig>): void {
    const config = this.agentConfigs.get(agentId);
    if (config) this.agentConfigs.set(agentId, { ...config, ...changes });
  }

  forward(agentId: string, forwarding: Partial<AgentConfig['forwarding']>): void {
    const config = this.agentConfigs.get(agentId);
    if (config) this.change(agentId, { forwarding: { ...config.forwarding, ...forwarding } });
  }

  wallTime(at: number): number {
    return at;
  }

  endpoint(resource: string): EndpointOwner | undefined {
    if (resource === 'trunk-1') return { kind: 'trunk', tenantId: TENANT, trunkId: '1' };
    const agent = [...this.agentConfigs.values()].find((config) => config.dialString === `PJSIP/${resource}`);
    return agent && { kind: 'extension', tenantId: TENANT, agentId: agent.id };
  }

  /** By called number. */
  readonly routes = new Map<string, Destination>([['1000', { kind: 'queue', queueId: 'q1' }]]);
  /** By queue; who is missing here is as the agents' own lists have it. */
  readonly penalties = new Map<string, number>();
  open = true;

  inboundRoute(_tenantId: string, calledNumber: string): InboundTarget | undefined {
    const destination = this.routes.get(calledNumber);
    return destination && { routeId: 'r1', destination, priority: 0 };
  }

  members(queueId: string): QueueMember[] {
    return [...this.agentConfigs.values()]
      .filter((config) => config.queueIds.includes(queueId))
      .map(({ id: agentId }) => ({ agentId, penalty: this.penalties.get(agentId) ?? 0 }));
  }

  isOpen() {
    return this.open;
  }

  isHoliday() {
    return false;
  }

  media(promptId: string): string | undefined {
    return `sound:${promptId}`;
  }

  /** Trunks that were deleted or disabled. */
  readonly goneTrunks = new Set<string>();
  /** The trunks of the dial rules, in order. */
  trunkIds = ['1'];

  trunk(trunkId: string): TrunkLimits | undefined {
    return this.goneTrunks.has(trunkId) ? undefined : { maxChannels: 0, callsPerSecond: 0 };
  }

  mayStillDial(_tenantId: string, _agentId: string | null, number: string): boolean {
    return !this.refused.has(number);
  }

  outsideTarget(_tenantId: string, number: string): OutsideTarget {
    const routes = this.trunkIds
      .filter((trunkId) => !this.goneTrunks.has(trunkId))
      .map((trunkId) => ({ trunkId, dialString: `PJSIP/${number}@trunk-${trunkId}`, callerId: '<1000>' }));
    return { kind: 'outside', number, permissionClass: 'national', routes };
  }

  readonly flows = new Map<string, PublishedFlow>();

  flow(flowId: string) {
    return this.flows.get(flowId);
  }

  flowVersion(flowId: string) {
    return this.flows.get(flowId);
  }

  queue(queueId: string) {
    return this.queues.get(queueId);
  }

  agent(agentId: string) {
    return this.agentConfigs.get(agentId);
  }

  agents() {
    return this.agentConfigs.values();
  }

  isOwnNumber(_tenantId: string, number: string): boolean {
    return [...this.agentConfigs.values()].some(({ extension }) => extension === number);
  }

  /** Numbers that nobody may dial. */
  readonly refused = new Map<string, RefusedTarget['reason']>();

  dialTarget(agentId: string, number: string): DialTarget {
    const reason = this.refused.get(number);
    if (reason) return { kind: 'refused', reason };
    const peer = [...this.agentConfigs.values()].find((config) => config.extension === number);
    if (peer) return peer.id === agentId ? { kind: 'refused', reason: 'numberInvalid' } : { kind: 'extension', agentId: peer.id };
    const queue = [...this.queues.values()].find((one) => one.number === number);
    if (queue) return { kind: 'queue', queueId: queue.id };
    if (!/^[0-9]{3,}$/.test(number)) return { kind: 'refused', reason: 'numberInvalid' };
    const target = this.outsideTarget(TENANT, number);
    return target.routes.length > 0 ? target : { kind: 'refused', reason: 'noTrunk' };
  }
}

/** Tells a story step by step and remembers all that came of it. */
export class CallCentre {
  readonly world: World = emptyWorld();
  readonly directory: TestDirectory;
  readonly commands: Command[] = [];
  readonly facts: Fact[] = [];
  /** What the database knows of a number. */
  readonly callers = new Map<string, { name: string | null; assignedAgentId: string | null; lastAgentId: string | null }>();
  now = 1_000_000;
  #calls = 0;

  constructor(agentCount: number, queue: Partial<QueueConfig> = {}) {
    this.directory = new TestDirectory(agentCount, queue);
  }

  take(input: Input): Step {
    const result = step(this.world, this.directory, this.now, input);
    this.afterStep(result);
    this.meets(result.problems);
    this.commands.push(...result.commands);
    this.facts.push(...result.facts);
    for (const { callId, number, request } of result.requests) {
      if (this.silentServices) break;
      if (request.ask === 'extension') this.keep(callId, number, request);
      if (request.ask !== 'caller') continue;
      const answer = this.callers.get(request.number) ?? { name: null, assignedAgentId: null, lastAgentId: null };
      this.take({ type: 'serviceAnswered', callId, number, ask: 'caller', answer: { ask: 'caller', ...answer } });
    }
    return result;
  }

  /** Looks at every step that was not refused. */
  afterStep: (step: Step) => void = () => {};
  /** An error that nobody has thought of ends what it was about; here it is a bug that the test must show. */
  meets: (problems: Step['problems']) => void = ([first]) => {
    if (first) throw first.error;
  };
  /** Settings that were made by phone; false: the database is away. */
  keepsSettings = true;
  /** Nothing that is asked is ever answered. */
  silentServices = false;

  private keep(callId: string, number: number, { agentId, change }: ServiceRequest & { ask: 'extension' }): void {
    if (this.keepsSettings) {
      if ('doNotDisturb' in change) this.directory.change(agentId, change);
      else this.directory.forward(agentId, { [change.forward]: change.number });
      this.take({ type: 'directoryChanged' });
    }
    const answer: ServiceAnswer = this.keepsSettings ? { ask: 'extension' } : { ask: 'failed', problem: 'away' };
    this.take({ type: 'serviceAnswered', callId, number, ask: 'extension', answer });
  }

  /** The same call centre in the same state, in which something else may happen. */
  twin(): CallCentre {
    const twin = new CallCentre(0);
    Object.assign(twin, { directory: this.directory, world: structuredClone(this.world), now: this.now });
    twin.commands.push(...this.commands);
    twin.facts.push(...this.facts);
    for (const [number, caller] of this.callers) twin.callers.set(number, caller);
    twin.#calls = this.#calls;
    return twin;
  }

  /** A number or a code, dialled on the agent's own phone. Returns the call's id; its channel is `phone-<id>`. */
  phoneDials(agentId: string, number: string): string {
    const callId = `call${++this.#calls}`;
    const endpoint = this.directory.agent(agentId)?.dialString.replace('PJSIP/', '') ?? '';
    const callerNumber = this.directory.agent(agentId)?.extension ?? '';
    const channelId = `phone-${callId}`;
    this.take({ type: 'callArrived', engine: ENGINE, callId, channelId, endpoint, calledNumber: number, callerNumber, callerName: '' });
    return callId;
  }

  agentIsReady(agentId: string): void {
    this.take({ type: 'signIn', agentId });
    this.take({ type: 'phone', engine: ENGINE, agentId, online: true });
  }

  /** Returns the call's id. */
  customerRings(calledNumber = '1000'): string {
    const callId = `call${++this.#calls}`;
    this.take({
      type: 'callArrived',
      engine: ENGINE,
      callId,
      channelId: `in-${callId}`,
      endpoint: 'trunk-1',
      calledNumber,
      callerNumber: '13550602245',
      callerName: '',
    });
    return callId;
  }

  /** A customer who has heard the greeting and waits. */
  customerWaits(calledNumber = '1000'): string {
    const callId = this.customerRings(calledNumber);
    this.soundEnds(callId);
    return callId;
  }

  /** What is played to the caller is over. */
  soundEnds(callId: string): void {
    this.take({ type: 'playbackFinished', playbackId: this.call(callId)?.dialogue?.playbackId ?? 'none' });
  }

  /** The customer presses a key. */
  presses(callId: string, digit: string): void {
    this.take({ type: 'dtmfReceived', channelId: this.call(callId)?.customerChannelId ?? 'none', digit });
  }

  agentAnswers(callId: string, agentId: string): void {
    const offer = this.call(callId)?.offers.find((one) => one.agentId === agentId);
    this.take({ type: 'channelUp', engine: ENGINE, channelId: offer?.channelId ?? 'none' });
  }

  agentHangsUp(callId: string): void {
    this.take({ type: 'channelGone', channelId: this.call(callId)?.agentChannelId ?? 'none', cause: 16 });
  }

  /** What was last played to the caller, by name. */
  heard(callId: string): string[] {
    const played = this.commands.findLast((command) => command.callId === callId && command.do === 'play');
    return played?.do === 'play' ? played.media.map((media) => media.replace('sound:zuoxi/', '')) : [];
  }

  /** Until the next moment at which something is due by itself. */
  untilNextDeadline(): void {
    const at = nextDeadline(this.world, new Set());
    if (at !== undefined) this.wait(Math.max(0, at - this.now));
  }

  customerHangsUp(callId: string): void {
    this.take({ type: 'channelGone', channelId: `in-${callId}`, cause: 16 });
  }

  call(callId: string) {
    return seen(this.world.calls.get(callId));
  }

  /** The agent whose phone rings for the call answers. */
  offeredAgentAnswers(callId: string): void {
    this.take({ type: 'channelUp', engine: ENGINE, channelId: this.call(callId)?.offers[0]?.channelId ?? 'none' });
  }

  wait(ms: number): void {
    this.now += ms;
    this.take({ type: 'tick' });
  }

  shown(agentId: string) {
    return this.world.agents.get(agentId)?.shown;
  }

  callFacts(callId: string) {
    return this.facts.filter((fact) => fact.stream === 'call' && fact.callId === callId);
  }

  ending(callId: string) {
    return this.callFacts(callId).filter((fact) => fact.type === 'ended');
  }

  done(callId: string): string[] {
    return this.commands.filter((command) => command.callId === callId).map((command) => command.do);
  }
}
