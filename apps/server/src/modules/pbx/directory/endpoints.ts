import type { AgentConfig, EndpointOwner } from '@zuoxi/callcontrol';
import type { PermissionClass, PhoneType, Role } from '@zuoxi/contract';
import { extensionEndpoint, trunkEndpoint } from '../endpoint-names.ts';
import type { AdministrationRows } from './rows.ts';

/** An agent as the console shows him. */
export interface AgentDetails extends AgentConfig {
  role: Role;
  phoneType: PhoneType;
  /** Shown to whoever is called outside; '' = the dial rule's or the trunk's. */
  callerId: string;
  mayDial: readonly PermissionClass[];
  /** 0 = no limit. */
  dailyCallsCap: number;
  /** Minutes; 0 = no limit. */
  dailyMinutesCap: number;
}

export interface Endpoints {
  owners: Map<string, EndpointOwner>;
  agents: Map<string, AgentDetails>;
  /** `tenant/number` → account */
  extensions: Map<string, string>;
}

export const ownNumberKey = (tenantId: string, number: string) => `${tenantId}/${number}`;

/** Whose phones and trunks there are. Those of disabled accounts, and disabled trunks, are not. */
export function endpointsOf({ tenants, accounts, extensions, members, agentSkills, trunks }: AdministrationRows): Endpoints {
  const owners = new Map<string, EndpointOwner>();
  const agents = new Map<string, AgentDetails>();
  const numbers = new Map<string, string>();
  const tenantCode = new Map(tenants.map((tenant) => [tenant.id, tenant.code]));
  const accountById = new Map(accounts.map((account) => [account.id, account]));
  const membershipsOf = Map.groupBy(members, (member) => member.accountId);
  const skillsOf = Map.groupBy(agentSkills, (skill) => skill.accountId);
  for (const row of extensions) {
    const account = accountById.get(row.accountId);
    if (!account?.enabled) continue;
    const endpoint = extensionEndpoint(tenantCode.get(row.tenantId) ?? '', row.number);
    owners.set(endpoint, { kind: 'extension', tenantId: row.tenantId, agentId: row.accountId });
    numbers.set(ownNumberKey(row.tenantId, row.number), row.accountId);
    agents.set(row.accountId, {
      id: row.accountId,
      tenantId: row.tenantId,
      displayName: account.displayName,
      role: account.role,
      phoneType: row.phoneType,
      extension: row.number,
      dialString: `PJSIP/${endpoint}`,
      recordingEnabled: row.recordingEnabled,
      queueIds: (membershipsOf.get(row.accountId) ?? []).map((member) => member.queueId),
      skills: new Map((skillsOf.get(row.accountId) ?? []).map(({ skillId, level }) => [skillId, level])),
      doNotDisturb: row.doNotDisturb,
      forwarding: row.forwarding,
      pickupGroup: row.pickupGroup,
      leads: leadsOf(account.role),
      callerId: row.callerId,
      mayDial: row.mayDial,
      dailyCallsCap: row.dailyCallsCap,
      dailyMinutesCap: row.dailyMinutesCap,
    });
  }
  for (const row of trunks) {
    if (row.enabled) owners.set(trunkEndpoint(row.id), { kind: 'trunk', tenantId: row.tenantId, trunkId: row.id });
  }
  return { owners, agents, extensions: numbers };
}

function leadsOf(role: Role): AgentConfig['leads'] {
  if (role === 'administrator') return 'everybody';
  return role === 'supervisor' ? 'ownQueues' : 'nobody';
}
