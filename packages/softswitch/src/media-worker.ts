import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '@zuoxi/kit';
import { MediaError } from './media/api.ts';
import { MediaHost } from './media/media-host.ts';
import { PortPool } from './media/port-pool.ts';
import type { CallMessage, CallName, WorkerCalls, WorkerData, WorkerMessage } from './media/protocol.ts';
import { WebRtcTransport } from './webrtc/transport.ts';

/** Entry of a media worker; joins the sound with the way to browsers. Answers calls of the main thread one message at a time. */
const DEFAULT_MEDIA_TIMEOUT_MS = 30_000;

type Handlers = {
  [K in CallName]: (args: WorkerCalls[K]['args']) => WorkerCalls[K]['result'] | Promise<WorkerCalls[K]['result']>;
};

// workerData and messages are typed `any` by Node; both ends of the channel are ours.
const { options, index, count }: WorkerData = workerData;
const port = parentPort;
if (!port) throw new Error('media-worker.ts runs as a worker thread only');

const post = (message: WorkerMessage): void => port.postMessage(message);

const pairs = Math.max(0, Math.floor((options.portRange[1] - options.portRange[0] + 1) / 2));
const pool = new PortPool(options.bindAddress, options.portRange, Math.floor((pairs * index) / count));
const host = new MediaHost(
  systemClock,
  {
    pool,
    bindAddress: options.bindAddress,
    advertisedAddress: options.advertisedAddress ?? options.bindAddress,
    openWebRtc: WebRtcTransport.open,
  },
  {
    event: (event) => post({ type: 'event', event }),
    played: (id, end, error) => post({ type: 'played', id, end, error }),
    recorded: (id, result) => post({ type: 'recorded', id, result }),
  },
  options.mediaTimeoutMs ?? DEFAULT_MEDIA_TIMEOUT_MS,
);

const handlers: Handlers = {
  createLeg: (args) => host.createLeg(args),
  createSnoop: (args) => host.createSnoop(args),
  createLink: (args) => host.createLink(args),
  createBridge: (args) => host.createBridge(args),
  closeLeg: (args) => host.closeLeg(args),
  closeBridge: (args) => host.closeBridge(args),
  createOffer: (args) => host.createOffer(args),
  acceptOffer: (args) => host.acceptOffer(args),
  acceptAnswer: (args) => host.acceptAnswer(args),
  join: (args) => host.join(args),
  leave: (args) => host.leave(args),
  play: (args) => host.play(args),
  control: (args) => host.control(args),
  setMusic: (args) => host.setMusic(args),
  record: (args) => host.record(args),
  controlRecording: (args) => host.controlRecording(args),
  sendDtmf: (args) => host.sendDtmf(args),
  mute: (args) => host.mute(args),
  detectTalk: (args) => host.detectTalk(args),
  awaitSound: (args) => host.awaitSound(args),
  expectMedia: (args) => host.expectMedia(args),
  stats: (args) => host.stats(args),
  usage: () => host.usage(),
  close: () => host.close(),
};

async function answer<K extends CallName>({ call, name, args }: CallMessage<K>): Promise<void> {
  try {
    post({ type: 'result', call, result: await handlers[name](args) });
  } catch (error) {
    const reason = error instanceof MediaError ? error.reason : 'failed';
    post({ type: 'error', call, reason, message: error instanceof Error ? error.message : String(error) });
  }
}

port.on('message', (message: CallMessage) => void answer(message));
