import {
  AriClient,
  type AriEvent,
  AriFiles,
  AriRequestError,
  type AriRequests,
  type Dialect,
  dialectOf,
  type MailboxCounts,
  PhoneContacts,
  type ServerAnswer,
  ServerProbes,
  type StereoRecordings,
} from '@zuoxi/ari';
import type { EnginePort } from '@zuoxi/callcontrol';
import { type Clock, Emitter, type Ids, type Logger, type Timer } from '@zuoxi/kit';
import type { Database } from '../../db/index.ts';
import { type Draft, EngineSounds, Provisioning, type SoundLibrary } from '../pbx/index.ts';
import type { SecretBox } from '../secrets/index.ts';
import { TrunkStates } from './trunk-states.ts';

export interface ConnectedEngineOptions {
  /** `http://user:password@host:8088/ari` */
  ariUrl: string;
  app: string;
  database: Database;
  secrets: SecretBox;
  /** The call centres' own sounds. */
  sounds: SoundLibrary;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** Where engines that take no sounds find our prompts. */
  promptsUrl: () => string;
  /** Of the installation. */
  rtpTimeoutS?: number;
}

export interface ConnectedEngineEvents {
  /** It knows our phones and trunks; requests may be made. */
  connected: undefined;
  disconnected: { reason: string };
  event: AriEvent;
}

export interface TrunkServers {
  endpoint: string;
  /** As its contacts: `sip:sip.carrier.example:5060;transport=udp`. */
  servers: readonly string[];
  /** Name of the engine's transport they are asked by; '' = by their own. */
  transport: string;
}

const NO_MESSAGES: MailboxCounts = { newMessages: 0, oldMessages: 0 };

/** After a set-up that failed although the engine is connected. */
const AGAIN_MS = 2000;

/** One engine: the connection to it, how it is spoken to, and what phones and trunks it was told of. */
export class ConnectedEngine extends Emitter<ConnectedEngineEvents> implements EnginePort {
  /** `host:port` of its ARI. */
  readonly id: string;
  readonly requests: AriRequests;
  readonly trunks = new TrunkStates();
  readonly sounds: EngineSounds;
  readonly #client: AriClient;
  readonly #files: AriFiles;
  #again: Timer | undefined;
  readonly #provisioning: Provisioning;
  readonly #contacts = new PhoneContacts();
  readonly #probes: ServerProbes;
  /** As the engine was told them over this connection. */
  readonly #mailboxes = new Map<string, MailboxCounts>();
  readonly #options: ConnectedEngineOptions;
  #dialect: Dialect;
  isAvailable = false;

  constructor(options: ConnectedEngineOptions) {
    super((error, event) => options.logger.error({ err: error, event }, 'a listener of an engine threw'));
    this.#options = options;
    this.id = new URL(options.ariUrl).host;
    this.#client = new AriClient({ url: options.ariUrl, app: options.app, clock: options.clock, logger: options.logger });
    this.#files = new AriFiles(options.ariUrl);
    this.requests = this.#client.requests;
    this.#dialect = this.#dialectOf('');
    this.#probes = new ServerProbes(options.clock, options.ids);
    this.#provisioning = new Provisioning({ ...options, requests: this.requests, endRegistrations: (aor) => this.#endRegistrations(aor) });
    this.sounds = new EngineSounds({ ...options, files: this.#files });
    this.#client.on('connected', () => void this.#onConnected());
    this.#client.on('disconnected', (reason) => {
      this.#again?.cancel();
      this.trunks.forget();
      this.sounds.forget();
      this.#contacts.doubt();
      this.#mailboxes.clear();
      this.emit('disconnected', reason);
    });
    this.#client.on('event', (event) => {
      if (this.#probes.take(event)) return;
      this.trunks.onEvent(event);
      this.#contacts.onEvent(event);
      this.emit('event', event);
    });
  }

  get recordings(): StereoRecordings {
    return this.#dialect.recordings;
  }

  // A property, since call control hands it on as a function.
  readonly mediaUri = (uri: string): string => this.#dialect.mediaUri(uri);

  readonly dialString = (endpoint: string): string => (this.#dialect.ringsAllContacts ? endpoint : this.#contacts.dialString(endpoint));

  connect(): void {
    this.#client.connect();
  }

  close(): void {
    this.#again?.cancel();
    this.#client.close();
  }

  /** A recording in one file, as a message is; undefined while it is being recorded, or when it is not here. */
  async storedMessage(name: string): Promise<Buffer | undefined> {
    const isAbsent = (error: unknown): undefined => {
      if (!(error instanceof AriRequestError && error.status === 404)) throw error;
    };
    if (await this.requests.recordings.getLive(name).catch(isAbsent)) return undefined;
    const file = await this.#files.storedRecording(name).catch(isAbsent);
    if (!file) return undefined;
    const parts: Buffer[] = [];
    for await (const part of file) parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  }

  /** Of each phone by its endpoint; only what is another count than before is told. Does nothing with an engine that has no mailboxes. */
  async setMailboxes(counts: ReadonlyMap<string, MailboxCounts>): Promise<void> {
    if (!this.#dialect.takesMailboxes || !this.isAvailable) return;
    const names = new Set([...counts.keys(), ...this.#mailboxes.keys()]);
    for (const name of names) {
      const wanted = counts.get(name) ?? NO_MESSAGES;
      const known = this.#mailboxes.get(name) ?? NO_MESSAGES;
      if (wanted.newMessages === known.newMessages && wanted.oldMessages === known.oldMessages) continue;
      await this.requests.mailboxes.put(name, wanted);
      this.#mailboxes.set(name, wanted);
    }
  }

  /** Asks the servers of a trunk now whether they are there. */
  askServers({ endpoint, servers, transport }: TrunkServers): Promise<ServerAnswer[]> {
    if (this.#dialect.asksServers) return this.requests.endpoints.qualify('PJSIP', endpoint);
    return this.#probes.ask(this.requests, servers, transport);
  }

  /** @param draft a change that is not committed yet: phones and trunks only, sounds come after it */
  async pushChanges(draft?: Draft): Promise<void> {
    if (!draft) await this.sounds.pushChanges();
    await this.#provisioning.pushChanges(draft);
  }

  async #onConnected(): Promise<void> {
    try {
      const { system } = await this.requests.asterisk.info();
      const dialect = this.#dialectOf(system?.version ?? '');
      // The same engine again: what it knows of recordings under way is kept.
      if (dialect.name !== this.#dialect.name) this.#dialect = dialect;
      // Before anything is pushed, so that no news of it is missed.
      await this.trunks.load(this.requests, this.#dialect.tellsRegistrations);
      const { takesSounds, takesTransports, watchesByContext } = this.#dialect;
      if (takesSounds) await this.sounds.pushAll();
      await this.#provisioning.pushAll({ transports: takesTransports, watchContexts: watchesByContext });
      this.emit('connected', undefined);
    } catch (error) {
      this.#options.logger.error({ err: error, engine: this.id }, 'the telephony engine could not be set up; trying again');
      this.setUpAgain();
    }
  }

  /**
   * What went wrong may be of the moment. Over a new connection: an Asterisk that wakes up takes those that were given up meanwhile one after
   * the other, answers the pings of ours and none of its requests.
   */
  setUpAgain(): void {
    this.#again?.cancel();
    if (this.#client.isConnected) this.#again = this.#options.clock.setTimer(AGAIN_MS, () => this.#client.connectAnew());
  }

  async #endRegistrations(aor: string): Promise<void> {
    if (!this.#dialect.endsRegistrations) await this.#contacts.end(this.requests, aor);
  }

  #dialectOf(version: string): Dialect {
    const { clock, promptsUrl } = this.#options;
    return dialectOf(version, { requests: this.requests, files: this.#files, clock, promptsUrl });
  }
}
