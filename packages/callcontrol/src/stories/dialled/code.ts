import type { FeatureCode } from '../../world/errand.ts';

const FORWARD_CODES = { '72': 'always', '90': 'busy', '92': 'noAnswer' } as const;

const FORWARDABLE = /^\+?[0-9]{2,31}$/;

/** Undefined: an ordinary number. */
export function featureCodeOf(dialled: string): FeatureCode | undefined {
  switch (dialled) {
    case '*78':
    case '*79':
      return { kind: 'doNotDisturb', on: dialled === '*78' };
    case '*73':
      return { kind: 'forwarding', when: 'always', number: '' };
    case '*91':
      return { kind: 'forwarding', when: 'busy', number: '' };
    case '*93':
      return { kind: 'forwarding', when: 'noAnswer', number: '' };
    case '*60':
    case '*61':
      return { kind: 'ready', on: dialled === '*60' };
    case '*98':
      return { kind: 'ownNumber' };
    case '*43':
      return { kind: 'echo' };
    case '*8':
      return { kind: 'pickUp', extension: null };
  }
  const directed = /^\*8([0-9]{2,8})$/.exec(dialled);
  if (directed) return { kind: 'pickUp', extension: directed[1] ?? '' };
  const forward = /^\*(72|90|92)(.*)$/.exec(dialled);
  const [, code, number = ''] = forward ?? [];
  if (code !== '72' && code !== '90' && code !== '92') return undefined;
  return FORWARDABLE.test(number) ? { kind: 'forwarding', when: FORWARD_CODES[code], number } : { kind: 'invalid' };
}
