import { AriRequestError, type AriRequests } from '@zuoxi/ari';
import { and, eq, ne } from 'drizzle-orm';
import type { Database, Db, TenantDb } from '../../db/index.ts';
import { account, extension } from '../accounts/tables.ts';
import type { SecretBox } from '../secrets/index.ts';
import { tenant } from '../tenants/tables.ts';
import { trunk } from '../trunks/tables.ts';
import { CONTEXT, type ConfigObject, pjsip } from './config-object.ts';
import { extensionEndpoint, isTrunkEndpoint, REALM, secondRegistration, webPhoneSecret } from './endpoint-names.ts';
import { transportObjects, trunkObjects } from './trunk-objects.ts';
import { WatchContexts, watchContext } from './watch-contexts.ts';

const DEFAULT_EXPIRATION_S = 120;
/** `rtp_timeout` of phones and trunks, where neither the call centre nor the installation says anything else. */
export const RTP_TIMEOUT_S = 30;

/** The engine did not take one of the objects; nothing after it was pushed. */
export class ConfigRefusedError extends Error {
  /** As people call it: the name of the trunk, or of the phone. */
  readonly object: string;
  readonly reason: string;

  constructor(object: string, refused: AriRequestError) {
    super(`${object}: ${refused.message}`, { cause: refused });
    this.name = 'ConfigRefusedError';
    this.object = object;
    this.reason = refused.message.slice(`${refused.method} ${refused.uri}: `.length);
  }
}

/** One call centre's change that is not committed yet: what its transaction sees stands for what is stored. */
export interface Draft {
  tenantId: string;
  db: TenantDb;
}

/**
 * Pushes extensions and trunks into the engine through ARI's dynamic configuration. The engine keeps them in memory
 * only: after its restart all are pushed again; after a change only what differs.
 */
export class Provisioning {
  readonly #database: Database;
  readonly #requests: AriRequests;
  readonly #secrets: SecretBox;
  readonly #endRegistrations: (aor: string) => Promise<void>;
  readonly #rtpTimeoutS: number;
  readonly #watchContexts: WatchContexts;
  #takesTransports = false;
  #watchesByContext = false;
  #pushed = new Map<string, ConfigObject>();
  #chain: Promise<void> = Promise.resolve();

  /** `endRegistrations`: a phone's secret is another one, or the phone is gone; what is registered there ends now. */
  constructor(options: {
    database: Database;
    requests: AriRequests;
    secrets: SecretBox;
    endRegistrations?: (aor: string) => Promise<void>;
    rtpTimeoutS?: number | undefined;
  }) {
    this.#rtpTimeoutS = options.rtpTimeoutS ?? RTP_TIMEOUT_S;
    this.#database = options.database;
    this.#requests = options.requests;
    this.#watchContexts = new WatchContexts(options.requests);
    this.#secrets = options.secrets;
    this.#endRegistrations = options.endRegistrations ?? (async () => {});
  }

  /** Everything, after a (re)connection; transports, if the engine takes them; whom phones may watch, where it has contexts for that. */
  async pushAll({ transports, watchContexts = false }: { transports: boolean; watchContexts?: boolean }): Promise<void> {
    this.#pushed = new Map();
    this.#watchContexts.forget();
    this.#takesTransports = transports;
    this.#watchesByContext = watchContexts;
    await this.#removeStrangers();
    await this.pushChanges();
  }

  /**
   * What differs from what was pushed last. Calls are carried out one after the other. Rejects with `ConfigRefusedError` when
   * the engine does not take it; the next call, without that draft, brings back what was in force.
   */
  pushChanges(draft?: Draft): Promise<void> {
    const run = this.#chain.then(() => this.#pushDifference(draft));
    this.#chain = run.catch(() => {});
    return run;
  }

  async #pushDifference(draft: Draft | undefined): Promise<void> {
    // Before any phone may ask.
    if (this.#watchesByContext) await this.#watchContexts.tell((await tenantsInOrder(this.#database.system)).map(({ code }) => code));
    const wanted = new Map((await this.#wanted(draft)).map((object) => [nameOf(object), object]));
    // An endpoint refers to its aor and auth: they are made first and removed last.
    for (const [name, object] of [...this.#pushed].reverse()) {
      if (wanted.has(name)) continue;
      this.#pushed.delete(name);
      await this.#delete(object);
    }
    for (const [name, object] of wanted) {
      if (JSON.stringify(this.#pushed.get(name)) === JSON.stringify(object)) continue;
      // Asterisk adds to these fields what is put, and keeps what was there.
      const adds = 'contact' in object.fields || 'match' in object.fields;
      // And it leaves a registration that was refused as it is.
      const stays = object.type === 'registration' && this.#pushed.has(name);
      const isNewSecret = object.type === 'auth' && this.#pushed.has(name);
      // Until it is there again nothing is known of it: should this fail, it is put anew.
      this.#pushed.delete(name);
      if (adds || stays) await this.#delete(object);
      await this.#put(object);
      if (isNewSecret) await this.#endRegistrations(object.id);
      this.#pushed.set(name, object);
    }
  }

  async #put(object: ConfigObject): Promise<void> {
    const { configClass, type, id, fields } = object;
    await this.#requests.asterisk.putConfig(configClass, type, id, fields).catch(async (error: unknown) => {
      // Without an answer nothing was refused: the engine is gone, and gets all of it when it is back.
      if (!(error instanceof AriRequestError) || error.status === 0) throw error;
      // Of an object that was refused nothing may be left.
      await this.#delete(object).catch(() => {});
      throw new ConfigRefusedError(object.label ?? id, error);
    });
  }

  async #delete({ configClass, type, id }: ObjectName): Promise<void> {
    await this.#requests.asterisk.deleteConfig(configClass, type, id).catch((error: unknown) => {
      if (!(error instanceof AriRequestError && error.status === 404)) throw error;
    });
    if (type === 'aor') await this.#endRegistrations(id);
  }

  /** An engine that went on while we were away may know phones and trunks that are no more. All of its endpoints are ours. */
  async #removeStrangers(): Promise<void> {
    const wanted = new Set((await this.#wanted()).map(nameOf));
    for (const { resource } of await this.#requests.endpoints.list()) {
      // Of a trunk that is still there a registration or addresses may be no more.
      if (wanted.has(`res_pjsip/endpoint/${resource}`) && !isTrunkEndpoint(resource)) continue;
      for (const object of objectsOf(resource)) if (!wanted.has(nameOf(object))) await this.#delete(object);
    }
  }

  async #wanted(draft?: Draft): Promise<ConfigObject[]> {
    const stored = await rowsOf(this.#database.system, draft?.tenantId);
    const drafted = draft ? await rowsOf(draft.db) : { extensions: [], trunks: [] };
    const extensions = [...stored.extensions, ...drafted.extensions];
    const trunks = [...stored.trunks, ...drafted.trunks];
    const places = new Map((await tenantsInOrder(this.#database.system)).map(({ id }, place) => [id, place]));
    return [
      ...extensions.flatMap((row) => this.#extensionObjects(row, watchContext(places.get(row.extension.tenantId) ?? -1))),
      ...(this.#takesTransports ? transportObjects(trunks.map((row) => row.trunk)) : []),
      ...trunks.flatMap(({ trunk: row, rtpTimeoutS }) =>
        trunkObjects(row, row.kind === 'registration' ? this.#secrets.open(row.secret) : '', rtpTimeoutS || this.#rtpTimeoutS).map(
          (object) => ({ ...object, label: row.name }),
        ),
      ),
    ];
  }

  #extensionObjects({ extension: row, code: tenantCode, name, rtpTimeoutS }: ExtensionRow, watches: string): ConfigObject[] {
    const id = extensionEndpoint(tenantCode, row.number);
    const password = row.phoneType === 'web' ? webPhoneSecret(this.#secrets, row.accountId) : this.#secrets.open(row.sipSecret);
    return [
      pjsip('auth', id, { auth_type: 'userpass', username: id, password, realm: REALM }),
      // A browser has one registration at a time: a new page replaces the old one. A desk phone may have a few.
      pjsip('aor', id, {
        max_contacts: row.phoneType === 'web' ? '1' : '3',
        // A phone that comes back from another port (a crash, another Wi-Fi) is never kept out by what it has left behind.
        remove_existing: 'yes',
        remove_unavailable: 'yes',
        default_expiration: String(DEFAULT_EXPIRATION_S),
        minimum_expiration: '30',
        maximum_expiration: '3600',
        qualify_frequency: row.phoneType === 'web' ? '0' : '30',
      }),
      pjsip('endpoint', id, {
        context: CONTEXT,
        auth: id,
        aors: id,
        disallow: 'all',
        // Wide band from phone to phone; a call from outside is offered what the outside speaks, first.
        allow: 'g722,alaw,ulaw',
        // Phones of one call centre may take calls over from one another (RFC 3891), those of another one may not.
        accountcode: tenantCode,
        subscribe_context: watches,
        callerid: `"${name.replace(/["\\]/g, '')}" <${row.number}>`,
        direct_media: 'no',
        webrtc: row.phoneType === 'web' ? 'yes' : 'no',
        // A page that is gone stops sending at once; a telephone may be silent for a while.
        rtp_timeout: row.phoneType === 'web' ? '6' : String(rtpTimeoutS || this.#rtpTimeoutS),
        ...soundOf(row),
        rtp_symmetric: 'yes',
        force_rport: 'yes',
        rewrite_contact: 'yes',
      }),
    ];
  }
}

interface ExtensionRow {
  extension: typeof extension.$inferSelect;
  /** Of its call centre. */
  code: string;
  name: string;
  rtpTimeoutS: number;
}

/** Keys and encryption. A browser has ways of its own for both (`webrtc`); its fields are written, too, for an extension may change. */
function soundOf({ phoneType, dtmfMode, srtp }: typeof extension.$inferSelect): Record<string, string> {
  if (phoneType === 'web') return { dtmf_mode: 'rfc4733', media_encryption: 'no', media_encryption_optimistic: 'no' };
  return {
    dtmf_mode: dtmfMode,
    media_encryption: srtp === 'off' ? 'no' : 'sdes',
    media_encryption_optimistic: srtp === 'optional' ? 'yes' : 'no',
  };
}

/** Whose place is whose must not change: none is ever removed but the last one, half made. */
function tenantsInOrder(db: Db): Promise<{ id: string; code: string }[]> {
  return db.select({ id: tenant.id, code: tenant.code }).from(tenant).orderBy(tenant.createdAt, tenant.id);
}

/** Phones of enabled accounts, and enabled trunks. `exceptTenant`: all but that call centre's. */
async function rowsOf(db: Db | TenantDb, exceptTenant?: string) {
  const isOther = (column: typeof extension.tenantId | typeof trunk.tenantId) => (exceptTenant ? ne(column, exceptTenant) : undefined);
  const extensions = await db
    .select({ extension, code: tenant.code, name: account.displayName, rtpTimeoutS: tenant.rtpTimeoutS })
    .from(extension)
    .innerJoin(account, eq(account.id, extension.accountId))
    .innerJoin(tenant, eq(tenant.id, extension.tenantId))
    .where(and(eq(account.enabled, true), isOther(extension.tenantId)));
  const trunks = await db
    .select({ trunk, rtpTimeoutS: tenant.rtpTimeoutS })
    .from(trunk)
    .innerJoin(tenant, eq(tenant.id, trunk.tenantId))
    .where(and(eq(trunk.enabled, true), isOther(trunk.tenantId)));
  return { extensions, trunks };
}

type ObjectName = Pick<ConfigObject, 'configClass' | 'type' | 'id'>;

const nameOf = ({ configClass, type, id }: ObjectName): string => `${configClass}/${type}/${id}`;

/** All that an endpoint of ours may have, in the order in which it can be removed. */
function objectsOf(endpoint: string): ObjectName[] {
  const trunkId = isTrunkEndpoint(endpoint) ? endpoint.slice('trunk-'.length) : undefined;
  const registrations = trunkId === undefined ? [] : [endpoint, secondRegistration(trunkId)];
  return [
    ...registrations.map((id) => ({ configClass: 'res_pjsip', type: 'registration', id })),
    ...['identify', 'endpoint', 'aor', 'auth'].map((type) => ({ configClass: 'res_pjsip', type, id: endpoint })),
  ];
}
