import type { Installation } from '@zuoxi/contract';
import type { Clock, Ids, Logger } from '@zuoxi/kit';
import type { Registry } from 'prom-client';
import type { Database } from '../db/index.ts';
import type { Authorisation } from './authorisation.ts';
import type { ClientAddresses } from './http/client-address.ts';
import { provided } from './needs.ts';
import type { Readiness } from './readiness.ts';
import type { ServiceDesk } from './service-desk.ts';

/** What modules may need that no module makes: handed in by whoever starts the server. */

export const database = provided<Database>('database');
export const clock = provided<Clock>('clock');
export const ids = provided<Ids>('ids');
export const logger = provided<Logger>('logger');
/** The folder in which all data lies. */
export const dataDir = provided<string>('dataDir');
export const settings = provided<HouseSettings>('settings');
/** Who may do what, by the rows of all modules. */
export const authorisation = provided<Authorisation>('authorisation');
/** Whose request it is. */
export const clientAddresses = provided<ClientAddresses>('clientAddresses');
/** Where SIP and https are; asked for at each request, since the port of https is known only once it listens. */
export const installationOf = provided<() => Installation>('installationOf');
/** Where call control asks. */
export const serviceDesk = provided<ServiceDesk>('serviceDesk');
/** What must work before the server is ready: the checks of all modules. */
export const readiness = provided<Readiness>('readiness');
/** The figures of all modules. */
export const registry = provided<Registry>('registry');

export interface HouseSettings {
  ariUrls: readonly string[];
  /** Where engines that take no sounds find our prompts over HTTP. */
  promptsUrl: () => string;
  /** What speaks text; undefined: espeak-ng, if it is installed. */
  speechCommand: string | undefined;
  /** Hosts and networks of the house that IVRs may ask. */
  flowHttpAllow: readonly string[];
  /** Seconds without sound and without a report after which a call is taken for dead, where neither a call centre nor a trunk says anything else; left out: 30. */
  rtpTimeoutS?: number;
  /** Free bytes on the disk of the recordings: below the first the administrator is told, below the second the oldest recordings go. */
  disk?: { alarmBytes: number; reserveBytes: number };
}
