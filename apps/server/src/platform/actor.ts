import type { Role } from '@zuoxi/contract';

/** Who asks. Made from the session; every service takes it first. */
export interface Actor {
  tenantId: string;
  accountId: string;
  role: Role;
}
