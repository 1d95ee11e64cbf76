/** What ids of agents and queues are called today; a row that is made of facts keeps the names of its day. */
export interface Names {
  queue(id: string): { name: string; number: string } | undefined;
  agent(id: string): { displayName: string; extension: string } | undefined;
  /** The account whose extension it is. */
  extensionOwner(tenantId: string, number: string): string | undefined;
}
