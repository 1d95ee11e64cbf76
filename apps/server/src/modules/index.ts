import { join } from 'node:path';
import { channelsInUse } from '@zuoxi/callcontrol';
import type { Use } from '@zuoxi/contract';
import { type Clock, Emitter, type Ids, type Logger, type SteadyClock } from '@zuoxi/kit';
import type { Registry } from 'prom-client';
import { type Database, ensurePartitions } from '../db/index.ts';
import { Consumers, registerConsumerMetrics } from '../platform/facts/index.ts';
import { type Accounts, createAccounts, createOwnExtension } from './accounts/index.ts';
import type { Actor } from './actor.ts';
import { Board, LiveView } from './agents/index.ts';
import { type Blacklist, BlacklistedNumbers, createBlacklist } from './blacklist/index.ts';
import { type CallbackPlans, createCallbackPlans, Reminders } from './callback-plans/index.ts';
import { type Callbacks, createCallbacks } from './callbacks/index.ts';
import { type Calls, createCalls } from './calls/index.ts';
import type { Changed } from './change.ts';
import { ConferenceSessions, type Conferences, createConferences, Holding } from './conferences/index.ts';
import { consumersOf } from './consumers.ts';
import { type CrmFields, createCrmFields } from './crm-fields/index.ts';
import {
  type CustomerCards,
  type Customers,
  callsWith,
  createCustomerCards,
  createCustomers,
  createServiceRecords,
  type ServiceRecords,
} from './customers/index.ts';
import { createDialRules, type DialRules } from './dial-rules/index.ts';
import { createDialLimits, type DialLimitsService } from './dial-rules/limits.ts';
import { Engine, restoreWorld } from './engine/index.ts';
import { AllowedHosts, createFlows, FlowHttp, type Flows, FlowTests } from './flows/index.ts';
import { dryRun } from './inbound-routes/dry-run.ts';
import { createInboundRoutes, type InboundRoutes } from './inbound-routes/index.ts';
import { FactSpool, FactStore, Journal, storeWaiting } from './journal/index.ts';
import { createMetrics } from './metrics.ts';
import { createHolidays, createOpeningHours, type Holidays, type OpeningHoursService } from './opening-hours/index.ts';
import { Panel } from './panel/index.ts';
import { DirectoryStore, SoundLibrary, trunkServers, usesOf } from './pbx/index.ts';
import { Phones } from './phones/index.ts';
import { createPrompts, type Prompts } from './prompts/index.ts';
import { createQueueDryRun, createQueues, createSkills, type QueueDryRuns, type Queues, type Skills } from './queues/index.ts';
import { Readiness } from './readiness/index.ts';
import { createReasons, type Reasons } from './reasons/index.ts';
import { createRecordings, DiskSpace, RecordingCollector, type Recordings } from './recordings/index.ts';
import { createSatisfaction, type Satisfaction } from './satisfaction/index.ts';
import type { SecretBox } from './secrets/index.ts';
import { secretBoxOf } from './secrets/key-of-database.ts';
import { createServices } from './services.ts';
import { createSessions, rememberSessions, type Sessions } from './sessions/index.ts';
import { createSetAsideFacts, type SetAsideFacts } from './set-aside-facts/index.ts';
import { SoundConverter } from './sound-files/index.ts';
import { SpeechService } from './speech/index.ts';
import { continueSteadyClock } from './steady-time.ts';
import { Supervision } from './supervision/index.ts';
import { createSupervisionSettings, type SupervisionSettingsService } from './supervision-settings/index.ts';
import { createTrunks, type Trunks } from './trunks/index.ts';
import { serverAddresses } from './trunks/server-addresses.ts';
import { createVoicemail, MessageCollector, type Voicemail } from './voicemail/index.ts';

export interface CallNews {
  /** Its record is on the list. */
  recorded: { tenantId: string; callId: string };
}

/** Everything the HTTP layer may use. */
export interface Modules {
  database: Database;
  engine: Engine;
  /** The time of the live world: never jumps. */
  steady: SteadyClock;
  /** The administration as calls see it. */
  directory: DirectoryStore;
  journal: Journal;
  /** What is made of facts. */
  consumers: Consumers;
  /** What pages are told of that. */
  callNews: Emitter<CallNews>;
  /** Facts that the log or a consumer could not take. */
  setAsideFacts: SetAsideFacts;
  sessions: Sessions;
  phones: Phones;
  panel: Panel;
  board: Board;
  supervision: Supervision;
  view: LiveView;
  calls: Calls;
  recordings: Recordings;
  recordingsFolder: string;
  voicemail: Voicemail;
  voicemailFolder: string;
  satisfaction: Satisfaction;
  callbacks: Callbacks;
  customers: Customers;
  customerCards: CustomerCards;
  serviceRecords: ServiceRecords;
  crmFields: CrmFields;
  callbackPlans: CallbackPlans;
  /** Which callback plans are due. */
  reminders: Reminders;
  reasons: Reasons;
  supervisionSettings: SupervisionSettingsService;
  accounts: Accounts;
  blacklist: Blacklist;
  conferences: Conferences;
  /** Those that are being held. */
  conferenceSessions: ConferenceSessions;
  holding: Holding;
  queues: Queues;
  skills: Skills;
  queueDryRuns: QueueDryRuns;
  trunks: Trunks;
  inboundRoutes: InboundRoutes;
  flows: Flows;
  flowTests: FlowTests;
  dialRules: DialRules;
  dialLimits: DialLimitsService;
  openingHours: OpeningHoursService;
  holidays: Holidays;
  /** What refers to a row of the configuration: what its delete would break. */
  uses(actor: Actor, id: string): Promise<Use[]>;
  prompts: Prompts;
  promptsFolder: string;
  sounds: SoundLibrary;
  speech: SpeechService;
  secrets: SecretBox;
  metrics: Registry;
  diskSpace: DiskSpace;
  /** What must work before the server is ready; modules register their checks here. */
  readiness: Readiness;
  /** How often the launcher has started each process again; it tells so. */
  restarts: Map<string, number>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ModulesOptions {
  database: Database;
  dataDir: string;
  ariUrls: readonly string[];
  promptsUrl: () => string;
  /** What speaks text; undefined: espeak-ng, if it is installed. */
  speechCommand: string | undefined;
  /** Hosts and networks of the house that IVRs may ask. */
  flowHttpAllow: readonly string[];
  /** Free bytes on the disk of the recordings: below the first the administrator is told, below the second the oldest recordings go. */
  disk?: { alarmBytes: number; reserveBytes: number };
  clock: Clock;
  ids: Ids;
  logger: Logger;
}

/** Sessions that nobody used any more are removed this often. */
const SWEEP_MS = 60_000;
/** The partitions of the coming months are made this often. */
const PARTITIONS_MS = 12 * 3600_000;

/** A start waits so long for consumers that are behind. */
const CATCH_UP_MS = 10_000;

/** Facts are stored within milliseconds: past either of these the history is not being written. */
const MOST_BACKLOG = 10_000;
const MOST_BACKLOG_S = 30;

/** Joins the modules. Nothing runs before `start`. */
export async function createModules(options: ModulesOptions): Promise<Modules> {
  const { database, dataDir, clock, ids, logger } = options;
  const readiness = new Readiness({ clock, logger });
  readiness.register({ name: 'database', check: () => database.check() });
  // Call control and everything that shows its live world count in it.
  const steady = await continueSteadyClock(dataDir, clock);
  const secrets = await secretBoxOf(database, dataDir);
  const promptsFolder = join(dataDir, 'prompts');
  const sounds = new SoundLibrary(secrets, promptsFolder);
  const blacklistedNumbers = new BlacklistedNumbers();
  await blacklistedNumbers.load(database);
  const directory = new DirectoryStore(database, sounds, steady, blacklistedNumbers);
  await directory.reload();
  const factStore = new FactStore({ database, logger });
  const factSpool = new FactSpool(join(dataDir, 'waiting-facts'), logger);
  await storeWaiting(factSpool, factStore);
  const world = await restoreWorld(database, steady.now(), logger);
  const callNews = new Emitter<CallNews>((error) => logger.error({ err: error }, 'a listener to news of calls threw'));
  const consumers = new Consumers({
    database,
    consumers: consumersOf(directory, {
      recorded: (call) => callNews.emit('recorded', call),
      recordingFinished: (name) => void collector.collect(name),
      messageFinished: (name) => void messages.collect(name),
    }),
    clock,
    logger,
  });
  const flowHttp = new FlowHttp(new AllowedHosts(options.flowHttpAllow));
  const services = createServices({
    database,
    clock,
    speak: (text, language) => speech.media(text, language),
    fetch: (request) => flowHttp.ask(request),
    keepSetting: (who, change) => ownExtension.set(who, change),
  });
  const engine = new Engine({ ...options, clock: steady, directory, secrets, sounds, services, world });
  readiness.register({ name: 'engine', check: () => (engine.isAvailable ? undefined : 'telephony engine not reachable') });
  const journal = new Journal({ store: factStore, spool: factSpool, clock: steady, logger, world });
  readiness.register({
    name: 'journal',
    check: () => {
      const { facts, seconds } = journal.backlog;
      if (seconds < MOST_BACKLOG_S && facts < MOST_BACKLOG) return undefined;
      return `${facts} facts of calls and agents wait for the database, the oldest for ${Math.round(seconds)} s`;
    },
  });
  readiness.register({ name: 'facts', check: () => consumers.problem() });
  const isInCall = (accountId: string): boolean => {
    const activity = world.agents.get(accountId)?.activity.kind;
    return activity === 'ringing' || activity === 'talking';
  };
  const sessions = rememberSessions(createSessions({ database, clock, isInCall, logger }), database, clock);
  engine.on('directoryChanged', () => sessions.forget());
  const view = new LiveView(
    world,
    directory,
    () => steady.now(),
    (id) => engine.isAway(id),
  );
  const board = new Board({ database, directory, view });
  const conferenceSessions = new ConferenceSessions(world);
  const conferences = createConferences(database, conferenceSessions);
  const recordingsFolder = join(dataDir, 'recordings');
  const collector = new RecordingCollector({ database, engine, folder: recordingsFolder, clock, logger });
  const voicemailFolder = join(dataDir, 'voicemail');
  const diskSpace = new DiskSpace({
    database,
    folder: recordingsFolder,
    alsoPrivate: [voicemailFolder],
    ...(options.disk ?? { alarmBytes: 0, reserveBytes: 0 }),
    clock,
    logger,
  });
  const messages = new MessageCollector({ database, engine, folder: voicemailFolder, clock, logger });
  // What a process that was killed had left to do. Minutes called today are in the records of calls.
  if (!(await consumers.settled(CATCH_UP_MS)))
    logger.warn({}, 'what is made of facts is not up to date yet; the server starts all the same');
  await directory.usage.load(database);
  for (const call of world.calls.values()) {
    for (const { agentId, madeBy } of Object.values(call.outsideLegs)) {
      directory.usage.resume(call.id, { tenantId: call.tenantId, agentId, madeBy }, call.answeredAt);
    }
  }
  const queueDryRuns = createQueueDryRun({ world, directory, clock: steady });
  const speech = new SpeechService({
    folder: join(dataDir, 'speech'),
    secrets,
    clock,
    command: options.speechCommand,
    deliver: (name, wav) => engine.deliverSound(name, wav),
    drop: (name) => void engine.dropSound(name),
  });
  const changed: Changed = (save) => engine.directoryChanged(save);
  const ownExtension = createOwnExtension(database, changed);
  const reminders = new Reminders({ database, clock, logger });

  const prompts = createPrompts({
    database,
    converter: new SoundConverter({ folder: join(promptsFolder, 'work') }),
    speech,
    library: sounds,
    deliver: (name, wav) => engine.deliverSound(name, wav),
    changed,
    engine,
    ids,
    clock,
    logger,
  });

  // What call control reports goes to the journal first; whoever shows it listens to the journal or to `changed`.
  engine.callControl.on('facts', (facts) => journal.append(facts));
  engine.callControl.on('facts', (facts) => directory.usage.take(facts));
  engine.callControl.on('facts', (facts) => prompts.takeFacts(facts));
  engine.callControl.on('changed', (changed) => journal.touch(changed));
  journal.on('stored', (facts) => consumers.hint(facts));
  engine.on('available', (available) => {
    if (!available) return;
    void collector.sweep();
    void messages.sweep();
  });
  sessions.onSignedIn(({ actor }) => engine.callControl.order({ type: 'signIn', agentId: actor.accountId }));
  sessions.onEnded(({ accountId, lastOfAccount }) => {
    if (lastOfAccount) engine.callControl.order({ type: 'signOut', agentId: accountId });
  });

  const flows = createFlows({ database, clock, speak: (text, language) => speech.media(text, language), changed });

  const restarts = new Map<string, number>();
  const metrics = createMetrics({ world, engine, database, journal, readiness, restarts });
  registerConsumerMetrics(metrics, { consumers, database });
  diskSpace.registerMetrics(metrics);

  const sweep = setInterval(() => {
    sessions.sweep().catch((error: unknown) => logger.warn({ err: error }, 'expired sessions could not be removed'));
  }, SWEEP_MS);
  sweep.unref();
  const partitions = setInterval(() => {
    ensurePartitions(database.system, new Date(clock.now())).catch((error: unknown) =>
      logger.error({ err: error }, 'the partitions of the coming months could not be made'),
    );
  }, PARTITIONS_MS);
  partitions.unref();

  return {
    database,
    engine,
    directory,
    journal,
    consumers,
    callNews,
    sessions,
    secrets,
    metrics,
    diskSpace,
    readiness,
    steady,
    restarts,
    view,
    recordingsFolder,
    phones: new Phones(directory, secrets),
    panel: new Panel({ engine, view, directory, ids, ownExtension }),
    board,
    supervision: new Supervision({ database, engine, board, view, sessions, ids }),
    setAsideFacts: createSetAsideFacts({ database, consumers }),
    calls: createCalls(database),
    recordings: createRecordings(database),
    voicemail: createVoicemail(database, clock),
    voicemailFolder,
    satisfaction: createSatisfaction(database),
    callbacks: createCallbacks({ database, world, directory, engine, journal, consumers, ids, clock: steady }),
    customers: createCustomers(database, (who) => {
      for (const callId of callsWith(world, who)) engine.order({ type: 'customerNamed', callId, name: who.name });
    }),
    customerCards: createCustomerCards(database),
    serviceRecords: createServiceRecords(database),
    crmFields: createCrmFields(database),
    callbackPlans: createCallbackPlans(database, (whose) => reminders.changed(whose)),
    reminders,
    reasons: createReasons(database),
    supervisionSettings: createSupervisionSettings(database, changed),
    accounts: createAccounts({
      database,
      secrets,
      phone: (accountId) => {
        const details = directory.agent(accountId);
        const endpoint = details?.dialString.replace('PJSIP/', '') ?? '';
        const online = (world.agents.get(accountId)?.registeredWith.length ?? 0) > 0;
        return { online, registeredFrom: online ? engine.registeredFrom(endpoint) : null };
      },
      isInCall,
      endSessions: (accountId) => sessions.endAll(accountId),
      changed,
    }),
    conferences,
    conferenceSessions,
    holding: new Holding({ database, engine, conferences, sessions: conferenceSessions, ids }),
    blacklist: createBlacklist(database, blacklistedNumbers),
    queues: createQueues(database, changed),
    skills: createSkills(database, changed),
    queueDryRuns,
    trunks: createTrunks({
      database,
      secrets,
      changed,
      directory,
      stateOf: (trunk) => engine.trunkState({ ...trunk, servers: trunkServers(trunk) }),
      channelsInUse: (trunkId) => channelsInUse(world, trunkId),
      addressesOf: serverAddresses,
      phoneAddresses: (exceptTenantId) =>
        [...directory.agents()].flatMap(({ tenantId, dialString }) => {
          const from = tenantId === exceptTenantId ? null : engine.registeredFrom(dialString.replace('PJSIP/', ''));
          return from === null ? [] : [from.replace(/:[0-9]+$/, '').replace(/^\[|\]$/g, '')];
        }),
      testCall: (call) => engine.testCall(call),
    }),
    promptsFolder,
    sounds,
    speech,
    prompts,
    inboundRoutes: createInboundRoutes({
      database,
      changed,
      dryRun: (tenantId, query) => dryRun(directory, tenantId, query, clock.now(), (queueId) => queueDryRuns.queue({ tenantId }, queueId)),
    }),
    dialLimits: createDialLimits(database, changed),
    dialRules: createDialRules({ database, changed, directory }),
    openingHours: createOpeningHours({ database, changed, clock }),
    holidays: createHolidays(database, changed),
    flows,
    flowTests: new FlowTests({ engine, world, flows, ids, logger }),
    uses: (actor, id) => database.tenant(actor.tenantId, (db) => usesOf(db, id)),
    async start() {
      await prompts.forgetRecordings();
      readiness.start();
      engine.start();
      consumers.start();
      await diskSpace.start();
      collector.start();
      messages.start();
      reminders.start();
    },
    async stop() {
      clearInterval(sweep);
      clearInterval(partitions);
      readiness.stop();
      prompts.stop();
      diskSpace.stop();
      engine.stop();
      // Side by side: what waits for a database or an engine that stands still must not keep the last facts from the disk.
      await Promise.all([journal.close().then(() => consumers.stop()), collector.stop(), messages.stop(), reminders.stop()]);
    },
  };
}
