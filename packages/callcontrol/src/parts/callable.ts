import type { Call } from '../world/call.ts';
import { isInternalCaller } from '../world/states.ts';

/** A number that can be called back: no hidden one. */
const CALLABLE = /^\+?[0-9]{3,20}$/;

/** Neither a hidden number nor a colleague, who can ring again. */
export const mayBeCalledBack = (call: Pick<Call, 'customerNumber' | 'errand'>): boolean =>
  !isInternalCaller(call) && CALLABLE.test(call.customerNumber);
