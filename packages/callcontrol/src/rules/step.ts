import type { Command, Order } from '../port/commands.ts';
import type { Decision } from '../port/decision.ts';
import type { Directory } from '../port/directory.ts';
import type { AgentFact, CallFact, Fact } from '../port/facts.ts';
import type { Input } from '../port/inputs.ts';
import type { ServiceAnswer, ServiceRequest } from '../port/services.ts';
import type { Agent } from '../world/agent.ts';
import type { Call, CallIn, CallPhase, DialogueAnswer, DialogueTopic } from '../world/call.ts';
import type { Callback } from '../world/callback.ts';
import type { ConferenceRoom } from '../world/conference.ts';
import type { Errand } from '../world/errand.ts';
import { type Marks, noMarks } from '../world/kinds.ts';
import type { AgentLeg, AnyLeg, CustomerLeg, OfferLeg, OutsideAttempt } from '../world/leg.ts';
import type { LegOwner } from '../world/legs.ts';
import { hasMarks, settle } from '../world/reindex.ts';
import type { EndedBy, EndReason, SkillNeed } from '../world/terms.ts';
import type { World } from '../world/world.ts';

export interface SendOptions {
  /** Added to the route's; left out: as it is. */
  priority?: number;
  skills?: readonly SkillNeed[];
  skipGreeting?: boolean;
  /** Ring time of an extension or outside number, in seconds. */
  ringS?: number;
}

/**
 * Where a call goes next, by name: each is a function of one story. Who sends it there looks it up in the step, and so knows the place
 * and not the story; `step.ts` says which function is which place.
 */
export interface Places {
  // The destinations of the administration.
  queue(step: Step, call: Call, queueId: string, options: SendOptions): void;
  flow(step: Step, call: Call, flowId: string): void;
  extension(step: Step, call: Call, agentId: string, ringS?: number): void;
  outside(step: Step, call: Call, number: string, ringS?: number): void;
  voicemail(step: Step, call: Call, queueId: string): void;
  /** Back into the IVR that has sent the caller on, by that exit of its node. */
  flowBack(step: Step, call: Call, exit: 'failed' | 'busy' | 'noAnswer' | 'next' | 'error'): void;
  /** The caller wants to be called back. False: they cannot be, and are told so. */
  callback(step: Step, call: Call, queueId: string): boolean;
  /** Phones of these agents ring for it. */
  offer(step: Step, call: Call, agentIds: readonly string[], decision: Decision): void;
  /** A phone of the house has dialled a number, a code or a queue. */
  dialled(step: Step, arrival: Extract<Input, { type: 'callArrived' }>, agentId: string): void;
  /** A callback's turn: that agent's phone is rung, or the customer's. */
  callBack(step: Step, callback: Callback, agentId: string, decision: Decision): void;
  /** The agent of a callback has picked up: now its customer is dialled. */
  dialCustomer(step: Step, call: Call, offer: Pick<OfferLeg, 'agentId' | 'channelId'>): void;
  /** Both sides are there. `agentId` null: an outside number, dialled so, talks with the caller. */
  talk(step: Step, call: Call, agentId: string | null, agentChannelId: string, outside?: OutsideAttempt | null): void;
  /** The agent asks somebody, whom they have dialled on the second line of their phone. */
  consult(step: Step, call: Call, agentId: string, number: string, secondLineId: string): void;
  /** Waits in the queue it was in, with the time it has waited. */
  queueAgain(step: Step, call: Call): void;
  /** The agent has left the conversation: the customer is asked how it was. */
  survey(step: Step, call: Call, endedBy: EndedBy, goneChannelId?: string): void;
  // No places, but what another story does when something has happened.
  /** A conference ends for all. */
  roomEnds(step: Step, room: ConferenceRoom): void;
  /** Time has passed for one who waits to be called back. */
  callbackTimePassed(step: Step, callback: Callback): void;
  /** The agent leaves the conversation: whoever listens to them is let go. */
  agentLeaves(step: Step, call: Call, agentId: string): void;
  /** The call is over: a callback that it was made for is done, or comes round again. */
  callEnded(step: Step, call: Call, reason: EndReason): void;
}

export type Role = AnyLeg['role'];

type LegOf<R extends Role> = Extract<AnyLeg, { role: R }>;

type OwnerOf<R extends Role> = R extends 'party' ? ConferenceRoom : Call;

export type Impossible = Extract<EndReason, 'noSuchNumber' | 'notAllowed'>;

/** What becomes of a leg of that role, whoever says so: the engine, time, the end of the call, its owner, another agent. */
export interface LegRules<L extends AnyLeg, C extends LegOwner = Call> {
  rings?(step: Step, call: C, leg: L): void;
  answered?(step: Step, call: C, leg: L): void;
  /** Its channel has ended. An engine may say so twice. */
  gone(step: Step, call: C, leg: L, cause: number): void;
  /** The engine has no such channel, and nobody knows why. `heardAt`: until when the engine was known to be there. Left out: gone, not answered. */
  missing?(step: Step, call: C, leg: L, heardAt: number): void;
  /** Its deadline has passed. Left out: it has none. */
  timeUp?(step: Step, call: C, leg: L): void;
  /** Its call has ended. `isGone`: its channel is gone already. Left out: it is hung up. */
  dropped?(step: Step, call: C, leg: L, isGone: boolean): void;
  /** The agent whose phone it is has hung up in the console. */
  ownerHangsUp?(step: Step, call: C, leg: L): void;
  /** Left out: they cannot mute themselves there. */
  ownerMutes?(step: Step, call: C, leg: L, on: boolean): void;
  /** Their page was loaded again, and has no call on its phone. Left out: there is nothing to be brought to it. */
  reclaim?(step: Step, call: C, leg: L): void;
  /** Their phone is registered, for the first time or again. */
  phoneBack?(step: Step, call: C, leg: L): void;
  /** The administration has changed: whom it rings is no more, or may not be dialled any more. Left out: it rings on. */
  impossible?(step: Step, call: C, leg: L, reason: Impossible): void;
  /** Another agent takes the call that rings there. */
  takenBy?(step: Step, call: C, leg: L, by: { agentId: string; channelId: string }): void;
}

/** The two sides of a call: its customer, and the agent who dials or has them. What becomes of them is a matter of the phase. */
export type SideLeg = CustomerLeg | AgentLeg;

/** What happens while a call is in that phase: to its two sides, to what the caller is told and says, to its time. */
export interface Phase<C extends Call> extends Partial<Omit<LegRules<SideLeg, C>, 'timeUp' | 'dropped'>> {
  /** Its deadline has passed. */
  timeUp(step: Step, call: C): void;
  /** Looks after times besides the deadline, whenever something is due. */
  timePassed?(step: Step, call: C): void;
  /** What it means that the caller hangs up there. Left out: a call that is over. */
  abandoned?(call: C): { reason: EndReason; endedBy: EndedBy };
  /** The caller has what they came for: it is no loss that their line is lost. Left out: they have not. */
  isDone?(call: C): boolean;
  /** A sound is over, or the keys after it are complete. */
  heard?(step: Step, call: C, topic: DialogueTopic, answer: DialogueAnswer): void;
  /** A key of the caller's telephone, or of the console that stands for it. */
  key?(step: Step, call: C, digit: string, from: 'phone' | 'console'): void;
  /** An agent in the call sends digits to whom they talk with. Left out: they talk with nobody. */
  sendDigits?(step: Step, call: C, agentId: string, digits: string): void;
  /** A service has answered what was asked last. */
  served?(step: Step, call: C, answer: ServiceAnswer): void;
  /** What the caller recorded is over, or could not be recorded. */
  messageOver?(step: Step, call: C, name: string, result: MessageResult): void;
  /** The engine is there again, and has the caller. */
  engineBack?(step: Step, call: C): void;
}

export type MessageResult = { durationMs: number } | { problem: string };

/** Which story does what. The one table is in `step.ts`. */
export interface Table {
  readonly places: Places;
  readonly legs: { readonly [R in Role]: LegRules<LegOf<R>, OwnerOf<R>> };
  readonly phases: { readonly [P in CallPhase]: Phase<CallIn<P>> };
  /** The agent has picked up their own phone, to do that. */
  readonly errands: { readonly [K in Errand['kind']]: (step: Step, call: Call) => void };
}

export const phaseOf = (step: Pick<Step, 'table'>, call: Call): Phase<Call> => step.table.phases[call.state.phase];

/** What holds for a leg of that role. */
export const rulesOf = <R extends Role>(step: Pick<Step, 'table'>, role: R): LegRules<LegOf<R>, OwnerOf<R>> => step.table.legs[role];

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * One step of call control: what it may read and what it leaves behind. A step has no effects of its own; the
 * runner stores the facts and carries the commands out.
 */
export class Step {
  readonly table: Table;
  readonly places: Places;
  readonly world: World;
  readonly directory: Directory;
  /** Call control's time in ms: never jumps, and every deadline is counted in it. */
  readonly now: number;
  /** When what is told happened: `now`, or earlier when the engine or this process was away and hears of it late. */
  at: number;
  readonly commands: Command[] = [];
  readonly facts: Fact[] = [];
  /** Errors that nobody has thought of, each with the id of what it has ended (guard.ts). */
  readonly problems: { error: unknown; about: string }[] = [];
  /** What was asked for has met such an error itself. */
  inputFailed = false;
  /** Ids of calls that this step has made. */
  readonly begun = new Set<string>();
  /** Calls in the middle of their end. */
  readonly ending = new Set<Call>();
  /** To be asked of the services; `number` tells a late answer from the one that is waited for. */
  readonly requests: { callId: string; number: number; request: ServiceRequest }[] = [];
  /** What is another one than it was, or is gone: it is stored anew, and the indexes are made to follow. */
  readonly changed: Marks = noMarks();
  /** Whose picture on a screen may be another one: agents, and queues with their figures. */
  readonly shown = { agents: new Set<string>(), queues: new Set<string>() };
  /** Queues that may now have a match. */
  readonly dirtyQueues = new Set<string>();

  constructor(table: Table, world: World, directory: Directory, now: number, at = now) {
    this.table = table;
    this.places = table.places;
    this.world = world;
    this.directory = directory;
    this.now = now;
    this.at = at;
    // Left over from a step that nobody has finished.
    if (hasMarks(world.indexes.pending)) settle(world);
    world.indexes.pending = this.changed;
  }

  /** What a wall clock shows now, epoch ms: for opening hours and for people. */
  get wallNow(): number {
    return this.directory.wallTime(this.now);
  }

  /** A call or conference is another one than it was. Facts mark by themselves. */
  mark({ id }: Pick<Call, 'id'>): void {
    if (this.world.conferences.has(id)) this.changed.conferences.add(id);
    else this.changed.calls.add(id);
  }

  markAgent(agentId: string): void {
    this.changed.agents.add(agentId);
    this.shown.agents.add(agentId);
  }

  markCallback({ id, queueId }: Pick<Callback, 'id' | 'queueId'>): void {
    this.changed.callbacks.add(id);
    this.shown.queues.add(queueId);
  }

  command(call: Pick<Call, 'id' | 'engine'>, order: Order): void {
    this.commands.push({ callId: call.id, engine: call.engine, ...order });
  }

  request(call: Call, request: ServiceRequest): void {
    call.asked += 1;
    this.mark(call);
    this.requests.push({ callId: call.id, number: call.asked, request });
  }

  callFact(call: Pick<Call, 'id' | 'tenantId'>, fact: DistributiveOmit<CallFact, 'stream' | 'at' | 'tenantId' | 'callId'>): void {
    this.changed.calls.add(call.id);
    // Omit over a union loses the link between `type` and its fields; both come from one literal of the union here.
    this.facts.push({ stream: 'call', at: this.at, tenantId: call.tenantId, callId: call.id, ...fact } as CallFact);
  }

  agentFact(agent: Agent, fact: DistributiveOmit<AgentFact, 'stream' | 'at' | 'tenantId' | 'agentId'>): void {
    this.markAgent(agent.id);
    // As above. An agent's states follow each other without a gap, so they are never dated back.
    this.facts.push({ stream: 'agent', at: this.now, tenantId: agent.tenantId, agentId: agent.id, ...fact } as AgentFact);
  }
}
