import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AriFiles, AriRequestError, type AriRequests } from '@zuoxi/ari';
import type { Logger } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { type Database, tables } from '../../db/index.ts';
import type { SecretBox } from '../secrets/index.ts';
import { CONTEXT, type ConfigObject, pjsip } from './config-object.ts';
import { extensionEndpoint, isTrunkEndpoint, REALM, secondRegistration } from './endpoint-names.ts';
import { transportObjects, trunkObjects } from './trunk-objects.ts';

/** The prompts that ship with the product. */
export const PROMPTS_FOLDER = new URL('../../../prompts/', import.meta.url).pathname;

const DEFAULT_EXPIRATION_S = 120;

/**
 * Pushes extensions and trunks into the engine through ARI's dynamic configuration, and the prompts as files. The
 * engine keeps them in memory only: after its restart all are pushed again; after a change only what differs.
 */
export class Provisioning {
  readonly #database: Database;
  readonly #requests: AriRequests;
  readonly #files: AriFiles;
  readonly #secrets: SecretBox;
  readonly #logger: Logger;
  #takesTransports = false;
  #pushed = new Map<string, ConfigObject>();
  #chain: Promise<void> = Promise.resolve();

  constructor(options: { database: Database; requests: AriRequests; files: AriFiles; secrets: SecretBox; logger: Logger }) {
    this.#database = options.database;
    this.#requests = options.requests;
    this.#files = options.files;
    this.#secrets = options.secrets;
    this.#logger = options.logger;
  }

  /** Everything, after a (re)connection; prompts and transports, if the engine takes them. */
  async pushAll({ sounds, transports }: { sounds: boolean; transports: boolean }): Promise<void> {
    this.#pushed = new Map();
    this.#takesTransports = transports;
    if (sounds) await this.#pushSounds();
    await this.#removeStrangers();
    await this.pushChanges();
  }

  /** What differs from what was pushed last. Calls are carried out one after the other. */
  pushChanges(): Promise<void> {
    const run = this.#chain.then(() => this.#pushDifference());
    this.#chain = run.catch(() => {});
    return run;
  }

  async #pushDifference(): Promise<void> {
    const wanted = new Map((await this.#wanted()).map((object) => [nameOf(object), object]));
    // An endpoint refers to its aor and auth: they are made first and removed last.
    for (const [name, object] of [...this.#pushed].reverse()) {
      if (wanted.has(name)) continue;
      await this.#delete(object);
      this.#pushed.delete(name);
    }
    for (const [name, object] of wanted) {
      if (JSON.stringify(this.#pushed.get(name)) === JSON.stringify(object)) continue;
      // Asterisk adds to these fields what is put, and keeps what was there.
      const adds = 'contact' in object.fields || 'match' in object.fields;
      // And it leaves a registration that was refused as it is.
      const stays = object.type === 'registration' && this.#pushed.has(name);
      if (adds || stays) await this.#delete(object);
      await this.#requests.asterisk.putConfig(object.configClass, object.type, object.id, object.fields);
      this.#pushed.set(name, object);
    }
  }

  async #delete({ configClass, type, id }: ObjectName): Promise<void> {
    await this.#requests.asterisk.deleteConfig(configClass, type, id).catch((error: unknown) => {
      if (!(error instanceof AriRequestError && error.status === 404)) throw error;
    });
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

  async #wanted(): Promise<ConfigObject[]> {
    const db = this.#database.system;
    const extensions = await db
      .select({ extension: tables.extension, code: tables.tenant.code, enabled: tables.account.enabled, name: tables.account.displayName })
      .from(tables.extension)
      .innerJoin(tables.account, eq(tables.account.id, tables.extension.accountId))
      .innerJoin(tables.tenant, eq(tables.tenant.id, tables.extension.tenantId));
    const trunks = await db.select().from(tables.trunk).where(eq(tables.trunk.enabled, true));
    return [
      ...extensions.filter((row) => row.enabled).flatMap((row) => this.#extensionObjects(row.extension, row.code, row.name)),
      ...(this.#takesTransports ? transportObjects(trunks) : []),
      ...trunks.flatMap((row) => trunkObjects(row, row.kind === 'registration' ? this.#secrets.open(row.secret) : '')),
    ];
  }

  #extensionObjects(row: typeof tables.extension.$inferSelect, tenantCode: string, name: string): ConfigObject[] {
    const id = extensionEndpoint(tenantCode, row.number);
    const password = this.#secrets.open(row.sipSecret);
    return [
      pjsip('auth', id, { auth_type: 'userpass', username: id, password, realm: REALM }),
      // A browser has one registration at a time: a new page replaces the old one. A desk phone may have a few.
      pjsip('aor', id, {
        max_contacts: row.phoneType === 'web' ? '1' : '3',
        remove_existing: row.phoneType === 'web' ? 'yes' : 'no',
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
        callerid: `"${name.replace(/["\\]/g, '')}" <${row.number}>`,
        direct_media: 'no',
        webrtc: row.phoneType === 'web' ? 'yes' : 'no',
        rtp_symmetric: 'yes',
        force_rport: 'yes',
        rewrite_contact: 'yes',
      }),
    ];
  }

  /** What the engine has already is sent again, it is small. */
  async #pushSounds(): Promise<void> {
    for (const entry of await readdir(PROMPTS_FOLDER, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.wav')) continue;
      const path = join(entry.parentPath, entry.name);
      const name = `zuoxi/${path.slice(PROMPTS_FOLDER.length).replace(/\.wav$/, '')}`;
      await this.#files.putSound(name, await readFile(path)).catch((error: unknown) => {
        this.#logger.warn({ err: error, name }, 'a prompt could not be sent to the engine');
      });
    }
  }
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
