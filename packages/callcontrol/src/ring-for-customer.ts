import type { Call } from './call.ts';
import { callerIdText } from './caller-id.ts';
import type { AgentConfig } from './directory.ts';
import type { Step } from './step-context.ts';
import { PHONE_VARIABLES } from './talk.ts';

/** Rings an agent's phone, which shows who the customer is, in the codec that he speaks. */
export function ringForCustomer(
  step: Step,
  call: Call,
  config: Pick<AgentConfig, 'dialString'>,
  channelId: string,
  timeoutS: number,
): void {
  step.command(call, {
    do: 'originate',
    channelId,
    endpoint: config.dialString,
    callerId: callerIdText(call.customerName ?? call.customerNumber, call.customerNumber),
    timeoutS,
    originator: call.customerChannelLive ? call.customerChannelId : null,
    formats: [],
    variables: PHONE_VARIABLES,
  });
}
