import { unreachable } from '@zuoxi/kit';
import type { Step } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import type { FlowOperator, FlowTest } from '../../world/flow-definition.ts';
import { fits } from './pattern.ts';
import { filled, variable } from './variables.ts';

export function holds(step: Step, call: Call, test: FlowTest): boolean {
  switch (test.on) {
    case 'hours':
      return step.directory.isOpen(test.hoursId, step.wallNow);
    case 'holiday':
      return step.directory.isHoliday(call.tenantId, step.wallNow);
    case 'caller':
      return test.prefixes.some((prefix) => call.customerNumber.startsWith(prefix));
    case 'variable':
      return compare(variable(step, call, test.variable), test.operator, filled(step, call, test.value));
    default:
      return unreachable(test);
  }
}

/** Equal is what is written the same: `007` is not `7`. Greater and less are for numbers; what is none is neither. */
export function compare(left: string, operator: FlowOperator, right: string): boolean {
  switch (operator) {
    case 'equals':
      return left === right;
    case 'notEquals':
      return left !== right;
    case 'contains':
      return left.includes(right);
    case 'startsWith':
      return left.startsWith(right);
    case 'greater':
      return numberOf(left) > numberOf(right);
    case 'less':
      return numberOf(left) < numberOf(right);
    case 'empty':
      return left.trim() === '';
    case 'notEmpty':
      return left.trim() !== '';
    case 'matches':
      return fits(right, left);
    default:
      return unreachable(operator);
  }
}

/** NaN compares as false with everything. */
const numberOf = (text: string): number => (/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(text) ? Number(text) : Number.NaN);
