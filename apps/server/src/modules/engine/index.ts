import { AriClient, AriFiles } from '@zuoxi/ari';
import { CallControl, type Input, RefusedError, type World } from '@zuoxi/callcontrol';
import type { ErrorCode } from '@zuoxi/contract';
import { type Clock, DomainError, Emitter, type Ids, type Logger } from '@zuoxi/kit';
import type { Database } from '../../db/index.ts';
import { type DirectoryStore, Provisioning } from '../pbx/index.ts';
import type { SecretBox } from '../secrets/index.ts';

export { restoreWorld } from './restore-world.ts';

const APP = 'zuoxi';

export interface EngineOptions {
  ariUrl: string;
  database: Database;
  directory: DirectoryStore;
  secrets: SecretBox;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  world: World;
}

export interface EngineEvents {
  available: boolean;
  /** Accounts, queues or memberships are others now; call control knows them already. */
  directoryChanged: undefined;
}

/** The telephony engine and call control over it: connects, pushes what phones and trunks there are, recovers, takes orders. */
export class Engine extends Emitter<EngineEvents> {
  readonly callControl: CallControl;
  readonly files: AriFiles;
  readonly requests: AriClient['requests'];
  readonly #client: AriClient;
  readonly #provisioning: Provisioning;
  readonly #directory: DirectoryStore;
  readonly #logger: Logger;
  /** `demo-8001` → where the phone registered from. */
  readonly #contacts = new Map<string, string>();
  #available = false;

  constructor(options: EngineOptions) {
    super((error, event) => options.logger.error({ err: error, event }, 'a listener of the engine threw'));
    this.#logger = options.logger;
    this.#directory = options.directory;
    this.#client = new AriClient({ url: options.ariUrl, app: APP, clock: options.clock, logger: options.logger });
    this.requests = this.#client.requests;
    this.files = new AriFiles(options.ariUrl);
    this.callControl = new CallControl({
      requests: this.requests,
      app: APP,
      directory: options.directory,
      clock: options.clock,
      ids: options.ids,
      logger: options.logger,
      world: options.world,
    });
    this.#provisioning = new Provisioning({
      database: options.database,
      requests: this.requests,
      files: this.files,
      secrets: options.secrets,
      logger: options.logger,
    });
    this.#client.on('connected', () => void this.#onConnected());
    this.#client.on('disconnected', ({ reason }) => this.#onDisconnected(reason));
    this.#client.on('event', (event) => {
      if (event.type === 'ContactStatusChange') {
        if (event.contact_info.contact_status === 'Removed') this.#contacts.delete(event.endpoint.resource);
        else this.#contacts.set(event.endpoint.resource, addressOf(event.contact_info.uri));
      }
      this.callControl.onAriEvent(event);
    });
  }

  get isAvailable(): boolean {
    return this.#available;
  }

  start(): void {
    this.#client.connect();
  }

  /** Resolves when the engine can take calls, or after the limit: the console is useful without it, too. */
  whenAvailable(limitMs: number, clock: Clock): Promise<boolean> {
    if (this.#available) return Promise.resolve(true);
    return new Promise((resolve) => {
      const limit = clock.setTimer(limitMs, () => resolve(this.#available));
      this.once('available', (available) => {
        limit.cancel();
        resolve(available);
      });
    });
  }

  stop(): void {
    this.callControl.stop();
    this.#client.close();
  }

  /** An order of a person; a refusal becomes the error of the catalogue that has its name. */
  order(input: Input): void {
    if (!this.#available && input.type === 'dial') throw new DomainError<ErrorCode>('engine.unavailable');
    try {
      this.callControl.order(input);
    } catch (error) {
      if (error instanceof RefusedError)
        throw new DomainError<ErrorCode>(error.code, input.type === 'dial' ? { number: input.number } : {});
      throw error;
    }
  }

  /** The administration changed: call control and the engine follow. */
  async directoryChanged(): Promise<void> {
    await this.#directory.reload();
    this.callControl.order({ type: 'directoryChanged' });
    this.emit('directoryChanged', undefined);
    if (!this.#available) return;
    await this.#provisioning.pushChanges().catch((error: unknown) => {
      this.#logger.error({ err: error }, 'the engine refused a change');
      throw new DomainError<ErrorCode>('engine.unavailable');
    });
  }

  registeredFrom(endpoint: string): string | null {
    return this.#contacts.get(endpoint) ?? null;
  }

  async #onConnected(): Promise<void> {
    try {
      await this.#provisioning.pushAll();
      await this.callControl.recover();
      this.#available = true;
      this.#logger.info({}, 'the telephony engine is ready');
      this.emit('available', true);
    } catch (error) {
      // The connection broke again, or the engine refused: the client reconnects, or the next change shows why.
      this.#logger.error({ err: error }, 'the telephony engine could not be set up');
    }
  }

  #onDisconnected(reason: string): void {
    this.callControl.onDisconnected();
    if (!this.#available) return;
    this.#available = false;
    this.#logger.warn({ reason }, 'the telephony engine is not reachable');
    this.emit('available', false);
  }
}

/** `sip:demo-8001@192.0.2.7:5062;ob` → `192.0.2.7:5062` */
function addressOf(uri: string): string {
  return uri
    .replace(/^sips?:/, '')
    .replace(/^[^@]*@/, '')
    .replace(/[;?>].*$/, '');
}
