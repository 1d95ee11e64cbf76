import type { Role } from '@zuoxi/contract';

/** Who is to see which page of the console, in the order of the menu. What the console does follows from the authorisation matrix; tests compare it with this table. */
export const seenBy: Readonly<Record<string, readonly Role[]>> = {
  '/panel': ['agent', 'supervisor', 'administrator'],
  '/agents': ['supervisor', 'administrator'],
  '/conferences': ['supervisor', 'administrator'],
  '/preflight': ['agent', 'supervisor', 'administrator'],
  '/voicemail': ['agent', 'supervisor', 'administrator'],
  '/callbacks': ['supervisor', 'administrator'],
  '/recordings': ['agent', 'supervisor', 'administrator'],
  '/satisfaction': ['supervisor', 'administrator'],
  '/customers': ['agent', 'supervisor', 'administrator'],
  '/callback-plans': ['agent', 'supervisor', 'administrator'],
  '/crm-fields': ['administrator'],
  '/blacklist': ['supervisor', 'administrator'],
  '/calls': ['agent', 'supervisor', 'administrator'],
  '/accounts': ['administrator'],
  '/queues': ['administrator'],
  '/skills': ['administrator'],
  '/trunks': ['administrator'],
  '/inbound-routes': ['administrator'],
  '/dial-rules': ['administrator'],
  '/opening-hours': ['administrator'],
  '/flows': ['administrator'],
  '/sounds': ['administrator'],
  '/set-aside-facts': ['administrator'],
  '/settings': ['administrator'],
};
