import type { ServerToClient } from '@zuoxi/contract';

/** Events for pages that are no topic: nobody subscribes to them, and a page that was away has missed them. */
type Event = Exclude<keyof ServerToClient, 'delta'>;

export interface Tell {
  everybody<E extends Event>(event: E, ...args: Parameters<ServerToClient[E]>): void;
  tenant<E extends Event>(tenantId: string, event: E, ...args: Parameters<ServerToClient[E]>): void;
}

export interface News {
  /** Called once. */
  listen(tell: Tell): void;
  /** What a page is told when it connects. */
  greet?(tell: <E extends Event>(event: E, ...args: Parameters<ServerToClient[E]>) => void): void;
}
