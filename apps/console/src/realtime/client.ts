import type {
  AgentStatus,
  CallbackPlan,
  ClientToServer,
  ConferenceSession,
  FlowTestState,
  PanelState,
  QueueStatus,
  RealtimeTopics,
  ServerToClient,
  Snapshot,
  Topic,
} from '@zuoxi/contract';
import { io, type Socket } from 'socket.io-client';
import { type Cell, cell, type Observable } from '../ui/observable.ts';
import { applyRows, type RowsDelta } from './keyed-rows.ts';
import { openPhoneClaim, type PhoneClaim } from './phone-claim.ts';
import { TopicStream } from './topic-stream.ts';

const REFUSED_RETRY_MS = 5000;
/** How long the server may take to answer a subscription. */
const ACK_TIMEOUT_MS = 5000;
/** The board takes in changes this often at most: 50 changes a second then cost 20 renderings, and none is older than 300 ms. */
const BATCH_MS = 50;

export type Rows<Row> = ReadonlyMap<string, Row>;

export interface LiveTopic<T> {
  /** Null until the first snapshot. */
  value: Observable<T | null>;
  live: Observable<boolean>;
  /** Subscribes while at least one user holds it; the answer lets go. */
  hold(): () => void;
}

export interface RealtimeHandlers {
  /** `by`: the name of who did it, when it was somebody else. */
  signedOut(by: string | null): void;
  callRecorded(callId: string): void;
  roleChanged(): void;
}

export interface RealtimeClient {
  connected: Observable<boolean>;
  /** What the server is without, while we are connected to it: `database`, `engine` and others. */
  notReady: Observable<readonly string[]>;
  panel: LiveTopic<PanelState>;
  agents: LiveTopic<Rows<AgentStatus>>;
  queues: LiveTopic<Rows<QueueStatus>>;
  conferences: LiveTopic<Rows<ConferenceSession>>;
  flowTest: LiveTopic<FlowTestState>;
  reminders: LiveTopic<CallbackPlan[]>;
  phoneClaim: PhoneClaim;
  close(): void;
}

type ConsoleSocket = Socket<ServerToClient, ClientToServer>;
type Delta<T extends Topic> = RealtimeTopics[T]['delta'];

export function connectRealtime(handlers: RealtimeHandlers): RealtimeClient {
  const socket: ConsoleSocket = io({ withCredentials: true, reconnectionDelay: 500, reconnectionDelayMax: 5000 });
  // Until the first try has failed nothing is lost.
  const connected = cell(true);
  const notReady = cell<readonly string[]>([]);
  const phoneClaim = openPhoneClaim(socket);
  const panel = wholeTopic(socket, 'panel');
  const flowTest = wholeTopic(socket, 'flowTest');
  const reminders = wholeTopic(socket, 'reminders');
  const agents = rowsTopic(socket, 'agents', (row: AgentStatus) => row.accountId);
  const queues = rowsTopic(socket, 'queues', (row: QueueStatus) => row.queueId);
  const conferences = rowsTopic(socket, 'conferences', (row: ConferenceSession) => row.sessionId);
  const streams = [panel.stream, agents.stream, queues.stream, conferences.stream, flowTest.stream, reminders.stream];

  socket.on('connect', () => {
    connected.set(true);
    for (const stream of streams) stream.reconnected();
  });
  socket.on('disconnect', (reason) => {
    connected.set(false);
    // It says so anew when we are connected again.
    notReady.set([]);
    for (const stream of streams) stream.disconnected();
    // Socket.IO does not come back by itself when the server closed the connection, e.g. for a restart.
    if (reason === 'io server disconnect') socket.connect();
  });
  socket.on('connect_error', () => {
    connected.set(false);
    // Refused by the server and not by the network: Socket.IO gives up then. A session that is gone shows itself by HTTP.
    if (!socket.active) schedule(() => socket.connect(), REFUSED_RETRY_MS);
  });
  socket.on('delta', (topic, seq, data) => {
    // `topic` and `data` belong together by the contract; TypeScript cannot follow that through a callback.
    if (topic === 'panel') panel.stream.delta(seq, data as Delta<'panel'>);
    else if (topic === 'agents') agents.stream.delta(seq, data as Delta<'agents'>);
    else if (topic === 'queues') queues.stream.delta(seq, data as Delta<'queues'>);
    else if (topic === 'conferences') conferences.stream.delta(seq, data as Delta<'conferences'>);
    else if (topic === 'flowTest') flowTest.stream.delta(seq, data as Delta<'flowTest'>);
    else if (topic === 'reminders') reminders.stream.delta(seq, data as Delta<'reminders'>);
  });
  socket.on('signedOut', handlers.signedOut);
  socket.on('callRecorded', handlers.callRecorded);
  socket.on('notReady', notReady.set);
  socket.on('roleChanged', handlers.roleChanged);

  return {
    connected,
    notReady,
    panel: panel.topic,
    agents: agents.topic,
    queues: queues.topic,
    conferences: conferences.topic,
    flowTest: flowTest.topic,
    reminders: reminders.topic,
    phoneClaim,
    close() {
      phoneClaim.close();
      for (const stream of streams) stream.close();
      socket.disconnect();
    },
  };
}

async function subscribe<T extends Topic>(socket: ConsoleSocket, topic: T): Promise<Snapshot<T>> {
  if (!socket.connected) throw new Error('not connected');
  const answer = await socket.timeout(ACK_TIMEOUT_MS).emitWithAck('subscribe', topic);
  if ('error' in answer) throw new Error(answer.error);
  // The server answers with the snapshot of the topic it was asked for.
  return answer as Snapshot<T>;
}

function schedule(task: () => void, ms: number): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

/** Counts the users of a topic: the first one subscribes, the last one unsubscribes. */
function holder(socket: ConsoleSocket, topic: Topic, stream: { open(): void; close(): void }): () => () => void {
  let holders = 0;
  return () => {
    if (holders++ === 0) stream.open();
    return () => {
      // A change of page lets go and takes hold again at once; waiting a moment spares a new snapshot.
      schedule(() => {
        if (--holders > 0) return;
        stream.close();
        if (socket.connected) socket.emit('unsubscribe', topic);
      }, 1000);
    };
  };
}

interface StateOf {
  panel: PanelState;
  flowTest: FlowTestState;
  reminders: CallbackPlan[];
}

/** A topic of which every delta is the whole state. */
function wholeTopic<T extends keyof StateOf>(
  socket: ConsoleSocket,
  topic: T,
): { topic: LiveTopic<StateOf[T]>; stream: TopicStream<StateOf[T] | null, StateOf[T]> } {
  const value: Cell<StateOf[T] | null> = cell<StateOf[T] | null>(null);
  const live = cell(false);
  const stream = new TopicStream<StateOf[T] | null, StateOf[T]>({
    // RealtimeTopics pairs each topic with its state; the pairing is lost on the generic T.
    load: () => subscribe(socket, topic) as Promise<{ seq: number; data: StateOf[T] | null }>,
    onSnapshot: value.set,
    onDelta: value.set,
    onLive: live.set,
    schedule,
  });
  return { topic: { value, live, hold: holder(socket, topic, stream) }, stream };
}

interface RowOf {
  agents: AgentStatus;
  queues: QueueStatus;
  conferences: ConferenceSession;
}

function rowsTopic<T extends keyof RowOf>(
  socket: ConsoleSocket,
  topic: T,
  keyOf: (row: RowOf[T]) => string,
): { topic: LiveTopic<Rows<RowOf[T]>>; stream: TopicStream<RowOf[T][], RowsDelta<RowOf[T]>> } {
  const value = cell<Rows<RowOf[T]> | null>(null);
  const live = cell(false);
  let pending: RowsDelta<RowOf[T]>[] = [];
  let cancelFlush: (() => void) | null = null;
  const flush = () => {
    cancelFlush = null;
    const deltas = pending;
    pending = [];
    value.set(applyRows(value.get() ?? new Map(), deltas, keyOf));
  };
  const stream = new TopicStream<RowOf[T][], RowsDelta<RowOf[T]>>({
    // RealtimeTopics pairs each topic with its rows; the pairing is lost on the generic T.
    load: () => subscribe(socket, topic) as Promise<{ seq: number; data: RowOf[T][] }>,
    onSnapshot(rows) {
      cancelFlush?.();
      cancelFlush = null;
      pending = [];
      value.set(new Map(rows.map((row) => [keyOf(row), row])));
    },
    onDelta(delta) {
      pending.push(delta);
      cancelFlush ??= schedule(flush, BATCH_MS);
    },
    onLive: live.set,
    schedule,
  });
  return { topic: { value, live, hold: holder(socket, topic, stream) }, stream };
}
