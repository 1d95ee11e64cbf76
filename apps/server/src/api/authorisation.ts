import type { Role } from '@zuoxi/contract';

const signedIn: readonly Role[] = ['administrator', 'supervisor', 'agent'];
const supervisors: readonly Role[] = ['administrator', 'supervisor'];
const administrators: readonly Role[] = ['administrator'];

/**
 * Who may do what. Every route names its row; a route without one does not start. `public` rows need no session.
 * What of the rows a role then sees is narrowed by the services (scopeOf) and by the database (tenant).
 */
export const authorisation = {
  'health.read': 'public',
  'session.signIn': 'public',
  'session.read': signedIn,
  'session.signOut': signedIn,
  'session.changePassword': signedIn,
  'installation.read': signedIn,
  'storage.read': administrators,
  'phone.read': signedIn,
  'panel.read': signedIn,
  'panel.setQueueStates': signedIn,
  'panel.dial': signedIn,
  'panel.control': signedIn,
  'reasons.list': signedIn,
  'reasons.write': administrators,
  'agents.list': supervisors,
  'queueStatus.list': supervisors,
  'calls.list': signedIn,
  'calls.read': signedIn,
  'recordings.list': signedIn,
  'recordings.listen': signedIn,
  'voicemail.list': signedIn,
  'voicemail.listen': signedIn,
  'voicemail.handle': signedIn,
  'satisfaction.list': supervisors,
  'callbacks.list': supervisors,
  'callbacks.cancel': supervisors,
  'customers.list': signedIn,
  'customers.write': signedIn,
  'customers.remove': supervisors,
  'serviceRecords.list': signedIn,
  'serviceRecords.create': signedIn,
  'callbackPlans.own': signedIn,
  'crmFields.list': signedIn,
  'crmFields.write': administrators,
  'supervisionSettings.read': supervisors,
  'supervisionSettings.write': administrators,
  'setAsideFacts.list': administrators,
  'setAsideFacts.run': administrators,
  'accounts.list': administrators,
  'accounts.write': administrators,
  'queues.list': supervisors,
  'queues.write': administrators,
  'queues.dryRun': supervisors,
  'agents.why': supervisors,
  'agents.supervise': supervisors,
  'agents.direct': supervisors,
  'blacklist.list': supervisors,
  'blacklist.write': supervisors,
  'skills.list': supervisors,
  'skills.write': administrators,
  'trunks.list': administrators,
  'trunks.write': administrators,
  'prompts.list': supervisors,
  'prompts.write': administrators,
  'inboundRoutes.list': administrators,
  'inboundRoutes.write': administrators,
  'dialRules.list': administrators,
  'dialRules.write': administrators,
  'openingHours.list': administrators,
  'openingHours.write': administrators,
  'flows.list': administrators,
  'flows.write': administrators,
  'flows.test': administrators,
  'conferences.list': supervisors,
  'conferences.write': supervisors,
  'conferences.hold': supervisors,
  'uses.list': administrators,
} as const satisfies Record<string, readonly Role[] | 'public'>;

export type Permission = keyof typeof authorisation;

export function isAllowed(permission: Permission, role: Role): boolean {
  const allowed = authorisation[permission];
  return allowed === 'public' || allowed.some((candidate) => candidate === role);
}

/** All that a role may do; told to the console, which shows no page that would be refused. */
export function permissionsOf(role: Role): Permission[] {
  // Object.keys answers string[]; the keys of `authorisation` are the permissions.
  return (Object.keys(authorisation) as Permission[]).filter((permission) => isAllowed(permission, role));
}

/** What an account may do before it has replaced its one-time password. */
export const beforePasswordChange: readonly Permission[] = ['session.read', 'session.signOut', 'session.changePassword'];
