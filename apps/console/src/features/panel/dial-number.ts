/** Numbers are pasted with spaces, hyphens and brackets; none of them is dialled. */
export function normalizeNumber(typed: string): string {
  return typed.replace(/[\s().\-–—（）]/g, '');
}

export function dialProblem(typed: string): 'panel.dialEmpty' | 'panel.dialInvalid' | null {
  const number = normalizeNumber(typed);
  if (number === '') return 'panel.dialEmpty';
  return /^[0-9*#+]{1,32}$/.test(number) ? null : 'panel.dialInvalid';
}
