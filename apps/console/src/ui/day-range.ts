/**
 * The instants of whole days in the time zone of the workstation, `to` up to its last millisecond. Null for what is
 * no day: the address may be written by hand.
 */
export function dayRange(from: string | undefined, to: string | undefined): { from?: string; to?: string } | null {
  const start = from === undefined ? undefined : startOfDay(from);
  const end = to === undefined ? undefined : startOfDay(to);
  if (start === null || end === null) return null;
  // The day after may be 23 or 25 hours later; the calendar knows.
  const after = end && new Date(end.getFullYear(), end.getMonth(), end.getDate() + 1);
  return {
    ...(start ? { from: start.toISOString() } : {}),
    ...(after ? { to: new Date(after.getTime() - 1).toISOString() } : {}),
  };
}

function startOfDay(day: string): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return null;
  const date = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return date.getMonth() === Number(parts[2]) - 1 ? date : null;
}
