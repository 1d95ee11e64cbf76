import { LONGEST_VALUE } from './template.ts';

type Step = string | number;

const PART = /^(?:\.?([A-Za-z_$][\w$-]*)|\[(\d{1,6})\]|\["([^"\]]{1,100})"\])/;

/** `data.orders[0].state`, `["a key"]`; '' is the whole. Undefined: no path. */
export function parsePath(path: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let rest = path.trim(); rest !== ''; ) {
    const part = PART.exec(rest);
    if (!part || (steps.length > 0 && part[1] !== undefined && !rest.startsWith('.'))) return undefined;
    if (part[2] !== undefined) steps.push(Number(part[2]));
    else steps.push(part[1] ?? part[3] ?? '');
    rest = rest.slice(part[0].length);
  }
  return steps;
}

/** What is at that place, as a variable has it: text as it is, objects and lists as JSON, nothing as ''. */
export function readPath(json: unknown, path: string): string {
  let value = json;
  for (const step of parsePath(path) ?? []) {
    // Own properties only: `constructor` is no part of an answer.
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return '';
    value = Object.getOwnPropertyDescriptor(value, step)?.value;
  }
  if (value === undefined || value === null) return '';
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, LONGEST_VALUE);
}
