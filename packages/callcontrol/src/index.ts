export { CallControl, type CallControlEvents, type CallControlOptions, type Changed } from './edge/call-control.ts';
export { isRecorded } from './parts/recording.ts';
export {
  BEEP,
  SHIPPED_MUSIC,
  SHIPPED_PROMPTS,
  type ShippedPrompt,
  shipped,
  spokenCount,
  spokenDigits,
  spokenNumber,
  TEST_TONE,
} from './parts/spoken.ts';
export { channelsInUse } from './parts/trunks.ts';
export type { CandidateView, Decision, PassedOver } from './port/decision.ts';
export type {
  AgentConfig,
  DialTarget,
  Directory,
  EndpointOwner,
  Forwarding,
  InboundTarget,
  QueueConfig,
  QueueMember,
  QueueStrategy,
  RefusedTarget,
  TrunkLimits,
} from './port/directory.ts';
export type { EnginePort } from './port/engine-port.ts';
export {
  type AgentFact,
  type CallbackEnd,
  type CallFact,
  type ConferencePartyFact,
  type ConsultOutcome,
  type Fact,
  type ForwardedWhen,
  type OfferOutcome,
  type SurveyReason,
  systemReason,
} from './port/facts.ts';
export type { Input } from './port/inputs.ts';
export { type Refusal, RefusedError } from './port/refusal.ts';
export type { ExtensionChange, FlowRequest, ServiceAnswer, ServiceRequest, Services } from './port/services.ts';
export { isReadyFor } from './rules/agent-state.ts';
export { estimatedWaitMs, queueMemory, serversOf } from './rules/queue-memory.ts';
export { parsePath } from './stories/flow/json-path.ts';
export { compilePattern, PatternError } from './stories/flow/pattern.ts';
export { placeholders } from './stories/flow/template.ts';
export { BUILT_IN_VARIABLES, isBuiltIn } from './stories/flow/variables.ts';
export { callbackPlace, waitingCalls, whoWouldBeRung } from './stories/queue/dispatch.ts';
export { type Agent, newAgent } from './world/agent.ts';
export { blankCall, type Call } from './world/call.ts';
export type { Callback } from './world/callback.ts';
export { type ConferenceRoom, type SeatView, seatsOf } from './world/conference.ts';
export type {
  CollectNode,
  FlowDefinition,
  FlowNode,
  FlowNodeKind,
  FlowOperator,
  FlowSound,
  FlowTest,
  HttpNode,
  MenuNode,
  PublishedFlow,
} from './world/flow-definition.ts';
export { DRAFT_VERSION, type FlowState } from './world/flow-state.ts';
export { consultedOf, outsideOf, returningOf, supervisorsOf, transferOf } from './world/legs.ts';
export { callsOf, partyOfAgent } from './world/look-up.ts';
export type { QueueMemory } from './world/queue-memory.ts';
export { hasCustomerLeft, isDialling, isHeld, isInternalCaller } from './world/states.ts';
export { type ChangedRow, changedRows, NewerWorldError, restore } from './world/stored.ts';
export type {
  AgentStateName,
  AutomaticDialler,
  CallType,
  Destination,
  EndedBy,
  EndReason,
  OutsideRoute,
  OutsideTarget,
  PermissionClass,
  QueueOutcome,
  SpokenLanguage,
} from './world/terms.ts';
export { emptyWorld, type World } from './world/world.ts';
