import { cleanText } from '@zuoxi/kit';
import type { Step } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import { type Encoding, fill, LONGEST_VALUE } from './template.ts';

/**
 * Variables that every flow has; a flow cannot set them.
 *
 * - `caller`, `callerName`, `called`: numbers as they arrived, and the name, '' when it is not known
 * - `callId`: what the call record is found by
 * - `date` `2026-03-09`, `time` `14:05`, `weekday` `1` (Monday) … `7`: now, in the time zone of the server
 * - `queue`, `queueNumber`: the queue the caller has been in last, '' when in none
 * - `httpStatus`: of the last look-up, '' when nobody answered
 */
export const BUILT_IN_VARIABLES = [
  'caller',
  'callerName',
  'called',
  'callId',
  'date',
  'time',
  'weekday',
  'queue',
  'queueNumber',
  'httpStatus',
] as const;

type BuiltIn = (typeof BUILT_IN_VARIABLES)[number];

export const isBuiltIn = (name: string): name is BuiltIn => BUILT_IN_VARIABLES.some((known) => known === name);

/** '' for what nobody has set. */
export function variable(step: Step, call: Call, name: string): string {
  if (isBuiltIn(name)) return builtIn(step, call, name);
  return own(call, name);
}

export function setVariable(call: Call, name: string, value: string): void {
  if (call.flow && !isBuiltIn(name)) write(call.flow.variables, name, value);
}

export function setHttpStatus(call: Call, status: number | null): void {
  if (call.flow) write(call.flow.variables, 'httpStatus', status === null ? '' : String(status));
}

export function filled(step: Step, call: Call, template: string, encoding?: Encoding): string {
  return fill(template, (name) => variable(step, call, name), encoding);
}

function builtIn(step: Step, call: Call, name: BuiltIn): string {
  const now = new Date(step.wallNow);
  const two = (n: number) => String(n).padStart(2, '0');
  switch (name) {
    case 'caller':
      return call.customerNumber;
    case 'callerName':
      return call.customerName ?? '';
    case 'called':
      return call.calledNumber;
    case 'callId':
      return call.id;
    case 'date':
      return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    case 'time':
      return `${two(now.getHours())}:${two(now.getMinutes())}`;
    case 'weekday':
      return String(now.getDay() || 7);
    case 'queue':
      return queueOf(step, call)?.name ?? '';
    case 'queueNumber':
      return queueOf(step, call)?.number ?? '';
    case 'httpStatus':
      return own(call, name);
  }
}

const queueOf = (step: Step, call: Call) => (call.queueId ? step.directory.queue(call.queueId) : undefined);

const own = ({ flow }: Call, name: string): string => (flow && Object.hasOwn(flow.variables, name) ? (flow.variables[name] ?? '') : '');

function write(variables: Record<string, string>, name: string, value: string): void {
  // What a web service answers is a stranger's text. Not by assignment: `__proto__` is a name like any other.
  Object.defineProperty(variables, name, { value: cleanText(value, LONGEST_VALUE), enumerable: true, configurable: true, writable: true });
}
