import { AriRequestError, type MailboxCounts } from '@zuoxi/ari';
import { CallControl, type Input, RefusedError, type Services, type World } from '@zuoxi/callcontrol';
import type { ErrorCode, TrunkServerAnswer } from '@zuoxi/contract';
import { type Clock, DomainError, Emitter, type Ids, type Logger } from '@zuoxi/kit';
import type { Database } from '../../db/index.ts';
import type { Save } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { ConfigRefusedError, type DirectoryStore, type Draft, type SoundLibrary } from '../pbx/index.ts';
import type { SecretBox } from '../secrets/index.ts';
import { ConnectedEngine, type TrunkServers } from './connected-engine.ts';
import { type TestCall, type TestCallResult, TestCalls } from './test-calls.ts';
import { TestCustomers } from './test-customers.ts';
import { type KnownState, type TrunkQuestion, worst } from './trunk-states.ts';

export { NewerWorldError } from '@zuoxi/callcontrol';
export { restoreWorld } from './restore-world.ts';
export type { TestCall, TestCallResult } from './test-calls.ts';

const APP = 'zuoxi';

export interface EngineOptions {
  ariUrls: readonly string[];
  /** Where engines that take no sounds find our prompts over HTTP. */
  promptsUrl: () => string;
  /** Of the installation. */
  rtpTimeoutS?: number;
  database: Database;
  directory: DirectoryStore;
  secrets: SecretBox;
  /** The call centres' own sounds. */
  sounds: SoundLibrary;
  /** What call control asks besides telephony. */
  services: Services;
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

/** The telephony engines and call control over them: connects, pushes what phones and trunks there are, recovers, takes orders. */
export class Engine extends Emitter<EngineEvents> {
  readonly callControl: CallControl;
  readonly #engines: readonly ConnectedEngine[];
  readonly #directory: DirectoryStore;
  readonly #testCalls: TestCalls;
  readonly testCustomers: TestCustomers;
  readonly #logger: Logger;
  /** `demo-8001` → where the phone registered from. */
  readonly #contacts = new Map<string, string>();

  #stopped = false;
  /** The changes of the administration, one after the other. */
  #changes: Promise<void> = Promise.resolve();

  constructor(options: EngineOptions) {
    super((error, event) => options.logger.error({ err: error, event }, 'a listener of the engine threw'));
    this.#logger = options.logger;
    this.#directory = options.directory;
    this.#engines = options.ariUrls.map((ariUrl) => new ConnectedEngine({ ...options, ariUrl, app: APP }));
    this.callControl = new CallControl({ ...options, engines: this.#engines, app: APP });
    this.#testCalls = new TestCalls({ ...options, app: APP });
    this.testCustomers = new TestCustomers({
      ...options,
      app: APP,
      engine: () => this.#engines.find(({ isAvailable }) => isAvailable) ?? fail('engine.unavailable'),
      arrive: (input) => this.callControl.order(input),
    });
    this.callControl.on('facts', (facts) => this.testCustomers.onFacts(facts));
    for (const engine of this.#engines) {
      engine.on('connected', () => void this.#onConnected(engine));
      engine.on('disconnected', ({ reason }) => this.#onDisconnected(engine, reason));
      engine.on('event', (event) => {
        if (event.type === 'ContactStatusChange') {
          if (event.contact_info.contact_status === 'Removed') this.#contacts.delete(event.endpoint.resource);
          // A browser has no address of its own: it names itself `….invalid` (RFC 7118, 5).
          else if (!isOfBrowser(event.contact_info.uri)) this.#contacts.set(event.endpoint.resource, addressOf(event.contact_info.uri));
        }
        if (!this.#testCalls.take(event) && !this.testCustomers.take(event)) this.callControl.onAriEvent(engine.id, event);
      });
    }
  }

  /** At least one engine takes calls. */
  get isAvailable(): boolean {
    return this.availableEngines > 0;
  }

  get availableEngines(): number {
    return this.#engines.filter((engine) => engine.isAvailable).length;
  }

  /** It is one of ours and not heard of. */
  isAway(id: string): boolean {
    return this.#engines.some((engine) => engine.id === id && !engine.isAvailable);
  }

  states(): { id: string; isAvailable: boolean }[] {
    return this.#engines.map(({ id, isAvailable }) => ({ id, isAvailable }));
  }

  /** All of them do: what none of them has is nowhere. */
  get isComplete(): boolean {
    return this.#engines.every((engine) => engine.isAvailable);
  }

  /** Number of the first engine, in the order of the settings, that takes calls; browsers register there. */
  get firstAvailable(): number {
    return Math.max(
      0,
      this.#engines.findIndex((engine) => engine.isAvailable),
    );
  }

  start(): void {
    for (const engine of this.#engines) engine.connect();
  }

  /** Resolves when calls can be taken, or after the limit: the console is useful without them, too. */
  whenAvailable(limitMs: number, clock: Clock): Promise<boolean> {
    if (this.isAvailable) return Promise.resolve(true);
    return new Promise((resolve) => {
      const limit = clock.setTimer(limitMs, () => resolve(this.isAvailable));
      this.once('available', (available) => {
        limit.cancel();
        resolve(available);
      });
    });
  }

  stop(): void {
    this.#stopped = true;
    this.callControl.stop();
    this.#testCalls.stop();
    this.testCustomers.stop();
    for (const engine of this.#engines) engine.close();
  }

  /** An order of a person; a refusal becomes the error of the catalogue that has its name. */
  order(input: Input): void {
    if (this.#needsAbsentEngine(input)) fail('engine.unavailable');
    try {
      this.callControl.order(input);
    } catch (error) {
      if (error instanceof RefusedError) {
        this.#logger.info({ code: error.code, input }, 'an order was refused');
        throw new DomainError<ErrorCode>(error.code, error.params);
      }
      throw error;
    }
  }

  /**
   * The administration changes: engines and call control follow. Changes are carried out one at a time, so that no engine ever
   * has half of one and half of another. An engine that is away gets all of it when it is back. Throws `engine.refused`.
   */
  directoryChanged(save?: Save): Promise<void> {
    const run = this.#changes.then(() => this.#change(save));
    this.#changes = run.catch(() => {});
    return run;
  }

  async #change(save: Save | undefined): Promise<void> {
    if (save) await this.#save(save);
    await this.#directory.reload();
    this.callControl.order({ type: 'directoryChanged' });
    this.emit('directoryChanged', undefined);
    // Nothing is left to push, but to an engine that has come back meanwhile.
    await this.#push();
  }

  /** What an engine refuses, or the database does not take in the end, is undone in all engines. */
  async #save({ tenantId, run }: Save): Promise<void> {
    let isPushed = false;
    try {
      await run((db) => {
        isPushed = true;
        return this.#push({ tenantId, db });
      });
    } catch (error) {
      if (isPushed) await this.#push().catch((again: unknown) => this.#logger.error({ err: again }, 'an engine could not be set back'));
      throw error;
    }
  }

  async #push(draft?: Draft): Promise<void> {
    // One after the other: the first that refuses leaves the others as they are.
    for (const engine of this.#engines) {
      if (!engine.isAvailable) continue;
      await engine.pushChanges(draft).catch((error: unknown) => {
        this.#logger.error({ err: error, engine: engine.id }, 'an engine did not take a change');
        // What the engine says itself is for whoever looks into it: the sentence does without.
        if (error instanceof ConfigRefusedError)
          throw new DomainError<ErrorCode>('engine.refused', { object: error.object, reason: error.reason });
        if (!(error instanceof AriRequestError && error.status === 0)) throw error;
      });
    }
  }

  /** How many messages wait for each phone, by its endpoint. An engine that is away is told when it is back and this is called again. */
  async setMailboxes(counts: ReadonlyMap<string, MailboxCounts>): Promise<void> {
    for (const engine of this.#engines) await engine.setMailboxes(counts);
  }

  /** A finished recording in one file, as a message is; undefined when no engine that is there has it. */
  async fetchMessage(name: string): Promise<{ sound: Buffer; remove(): Promise<void> } | undefined> {
    for (const engine of this.#engines.filter(({ isAvailable }) => isAvailable)) {
      const sound = await engine.storedMessage(name);
      if (sound) return { sound, remove: () => engine.requests.recordings.deleteStored(name) };
    }
    return undefined;
  }

  /** Gives a sound to every engine that is there and takes sounds; resolves when they have it. `name` without `zuoxi/`. */
  async deliverSound(name: string, wav: Buffer): Promise<void> {
    await Promise.all(this.#engines.map((engine) => engine.sounds.deliver(name, wav)));
  }

  /** The opposite; what an engine does not want to give up it keeps. */
  async dropSound(name: string): Promise<void> {
    await Promise.all(this.#engines.map((engine) => engine.sounds.drop(name)));
  }

  registeredFrom(endpoint: string): string | null {
    return this.#contacts.get(endpoint) ?? null;
  }

  /** Over the first engine that takes calls; resolves when it is answered or has failed. */
  testCall(call: TestCall): Promise<TestCallResult> {
    const engine = this.#engines.find(({ isAvailable }) => isAvailable);
    if (!engine) fail('engine.unavailable');
    return this.#testCalls.call(engine, call);
  }

  /** Of several engines the worst; an engine that is away does not know. */
  trunkState(trunk: TrunkQuestion): KnownState {
    return worst(this.#engines.map((engine) => engine.trunks.of(trunk)));
  }

  /** What its servers say to each engine that is there, just now. Throws `engine.unavailable`. */
  async askServers(trunk: TrunkServers): Promise<TrunkServerAnswer[]> {
    const answers = await Promise.allSettled(
      this.#engines
        .filter(({ isAvailable }) => isAvailable)
        .map(async (engine) => ({ engine: engine.id, answers: await engine.askServers(trunk) })),
    );
    const told = answers.flatMap((answer) => {
      if (answer.status === 'fulfilled') return [answer.value];
      this.#logger.warn({ err: answer.reason, endpoint: trunk.endpoint }, 'an engine could not ask the servers of a trunk');
      return [];
    });
    if (told.length === 0) fail('engine.unavailable');
    return told.flatMap(({ engine, answers }) =>
      answers.map(({ uri, outcome, status, roundtrip_usec: roundTrip }) => ({
        engine,
        server: addressOf(uri),
        outcome,
        status,
        roundTripMs: outcome === 'answered' && roundTrip > 0 ? roundTrip / 1000 : null,
      })),
    );
  }

  /** Writes the finished recording to that path and gives what deletes the engine's copy; undefined when no engine has it. */
  async fetchRecording(name: string, path: string): Promise<(() => Promise<void>) | undefined> {
    for (const engine of this.#engines) {
      try {
        // An engine that stood still and is back may be writing it yet: half of it must not be taken for all.
        if (!(await engine.recordings.isOver(name))) throw new Error('the engine still makes this recording');
        await engine.recordings.fetch(name, path);
        return () => engine.recordings.delete(name);
      } catch (error) {
        // An engine that is away may be the one that has it: that is not "none has it".
        if (!(error instanceof AriRequestError && error.status === 404)) throw error;
        // Half of a recording is none.
        await engine.recordings.delete(name).catch(() => {});
      }
    }
    return undefined;
  }

  /** Orders that an engine has to carry out now: while it is away they would seem to be done, and happen some time later. */
  #needsAbsentEngine(input: Input): boolean {
    if (MAKES_A_CALL.has(input.type) && !this.isAvailable) return true;
    if (!CHANGES_A_CALL.has(input.type) || !('agentId' in input) || typeof input.agentId !== 'string') return false;
    const activity = this.callControl.world.agents.get(input.agentId)?.activity;
    if (activity?.kind !== 'ringing' && activity?.kind !== 'talking') return false;
    const { calls, conferences } = this.callControl.world;
    return this.isAway((calls.get(activity.callId) ?? conferences.get(activity.callId))?.engine ?? '');
  }

  async #onConnected(engine: ConnectedEngine): Promise<void> {
    try {
      await this.testCustomers.onConnected(engine);
      await this.callControl.recover(engine.id);
      engine.isAvailable = true;
      // What was changed while it was set up.
      await engine
        .pushChanges()
        .catch((error: unknown) => this.#logger.error({ err: error, engine: engine.id }, 'an engine did not take a change'));
      this.#logger.info({ engine: engine.id }, 'the telephony engine is ready');
      this.emit('available', true);
    } catch (error) {
      this.#logger.error({ err: error, engine: engine.id }, 'what the telephony engine has could not be taken over; trying again');
      engine.setUpAgain();
    }
  }

  #onDisconnected(engine: ConnectedEngine, reason: string): void {
    if (this.#stopped) return;
    this.callControl.onDisconnected(engine.id);
    this.#testCalls.onDisconnected(engine);
    this.testCustomers.onDisconnected(engine);
    if (!engine.isAvailable) return;
    engine.isAvailable = false;
    this.#logger.warn({ engine: engine.id, reason }, 'the telephony engine is not reachable');
    this.emit('available', this.isAvailable);
  }
}

const MAKES_A_CALL: ReadonlySet<Input['type']> = new Set<Input['type']>(['dial', 'startConference', 'testFlow', 'recordPrompt']);
/** Not hanging up: that frees the agent now, and the channel when the engine is back. */
const CHANGES_A_CALL: ReadonlySet<Input['type']> = new Set<Input['type']>([
  'hold',
  'mute',
  'dtmf',
  'recordCall',
  'consult',
  'talkWith',
  'cancelConsult',
  'completeConsult',
  'transfer',
  'cancelTransfer',
  'reclaim',
  'supervise',
  'sendToSurvey',
]);

const isOfBrowser = (uri: string): boolean => /\.invalid(?::\d+)?$/.test(addressOf(uri));

/** `sip:demo-8001@192.0.2.7:5062;ob` → `192.0.2.7:5062` */
function addressOf(uri: string): string {
  return uri
    .replace(/^sips?:/, '')
    .replace(/^[^@]*@/, '')
    .replace(/[;?>].*$/, '');
}
