import { type Call, type CallState, type InQueue, isIn, type Talking } from './call.ts';

// What is asked of a call whatever its phase is, although there is it in some of them only.

/** The one writer of `Call.state`: asked by `enterPhase` alone. */
export function setState(call: { state: CallState }, state: CallState): void {
  call.state = state;
}

/** Somebody's phone rings at whose answer the call begins: the other party's, or that of whoever calls. */
export const isDialling = (call: Call): boolean => isIn(call, 'dialling', 'ownPhone', 'callingBack');

/** What there is of a conversation. */
export const talkOf = ({ state }: Pick<Call, 'state'>): Talking | undefined => (state.phase === 'talking' ? state : undefined);

/** While they wait, and while phones ring for them. */
export const placeOf = ({ state }: Pick<Call, 'state'>): InQueue | undefined =>
  state.phase === 'queued' || state.phase === 'ringing' ? state : undefined;

/** In its own bridge the two sides talk, or one hears itself. */
export const bridgeOf = ({ state }: Pick<Call, 'state'>): string | null =>
  state.phase === 'talking' ? state.bridgeId : state.phase === 'code' ? state.echoBridgeId : null;

/** The customer hears music while the agent does something else. */
export const isHeld = (call: Call): boolean => talkOf(call)?.held ?? false;

/** The customer has hung up, and two others go on talking. */
export const hasCustomerLeft = (call: Call): boolean => typeof talkOf(call)?.customerLeftAt === 'number';

/** Somebody of the house is the caller: they have dialled a queue. */
export const isInternalCaller = ({ errand }: Pick<Call, 'errand'>): boolean => errand?.kind === 'queue';
