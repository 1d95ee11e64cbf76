import type { SwitchContext } from './context.ts';

/** Ids given by clients, while their channel is being made. */
const reserved = new WeakMap<SwitchContext, Set<string>>();

export function isTaken(context: SwitchContext, id: string): boolean {
  return context.channels.find(id) !== undefined || (reserved.get(context)?.has(id) ?? false);
}

export function reserve(context: SwitchContext, id: string): void {
  let ids = reserved.get(context);
  if (!ids) {
    ids = new Set();
    reserved.set(context, ids);
  }
  ids.add(id);
}

export function release(context: SwitchContext, id: string): void {
  reserved.get(context)?.delete(id);
}
