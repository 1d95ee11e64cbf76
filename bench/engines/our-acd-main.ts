// A process of the benchmarks: call control as it is shipped, with an administration in memory. Orders come over IPC.
import { AriClient, OneFileRecordings } from '@zuoxi/ari';
import { CallControl, emptyWorld } from '@zuoxi/callcontrol';
import { silentLogger, systemClock, systemIds } from '@zuoxi/kit';
import { ALL_AGENTS, firstAgentOf, QUEUE_SIZES } from '../load/acd.ts';
import { IN_TRUNK, OUT_TRUNK } from '../load/bridging-app.ts';
import { LargeCentre } from '../load/large-centre.ts';

const ENGINE = 'bench';
const APP = 'zuoxi';
const FIELDS = { allow: 'alaw', direct_media: 'no', context: 'bench' };

const queueOf = (agent: number): number => QUEUE_SIZES.findLastIndex((_, queue) => agent >= firstAgentOf(queue));

const { ARI_URL: url = '', PHONES_AT: phonesAt = '' } = process.env;
const client = new AriClient({ url, app: APP, clock: systemClock, logger: silentLogger });
const { requests } = client;
const directory = new LargeCentre(
  { agents: ALL_AGENTS, queues: QUEUE_SIZES.length, queuesOf: (agent) => [queueOf(agent)], skills: 0 },
  (agent) => `PJSIP/a${agent}@${OUT_TRUNK}`,
);
const world = emptyWorld();
const control = new CallControl({
  engines: [
    { id: ENGINE, requests, recordings: new OneFileRecordings(requests), mediaUri: (uri) => uri, dialString: (endpoint) => endpoint },
  ],
  app: APP,
  directory,
  services: { ask: () => Promise.resolve({ ask: 'failed', problem: 'there is no database here' }) },
  clock: systemClock,
  ids: systemIds,
  logger: silentLogger,
  world,
});
client.on('event', (event) => control.onAriEvent(ENGINE, event));
const connected = new Promise<void>((resolve) => client.once('connected', () => resolve()));
client.connect();
await connected;

const { asterisk } = requests;
await asterisk.putConfig('res_pjsip', 'aor', OUT_TRUNK, { contact: `sip:127.0.0.1:${phonesAt}` });
await asterisk.putConfig('res_pjsip', 'endpoint', OUT_TRUNK, { ...FIELDS, aors: OUT_TRUNK });
await asterisk.putConfig('res_pjsip', 'endpoint', IN_TRUNK, FIELDS);
await asterisk.putConfig('res_pjsip', 'identify', IN_TRUNK, { endpoint: IN_TRUNK, match: '127.0.0.1' });
await control.recover(ENGINE);

const setReady = (agent: number, reason: string | null): void =>
  control.order({ type: 'setReady', agentId: `a${agent}`, queueIds: [`q${queueOf(agent)}`], reason, byAccountId: null });

for (let agent = 0; agent < ALL_AGENTS; agent++) {
  control.order({ type: 'signIn', agentId: `a${agent}` });
  setReady(agent, 'not yet');
  control.order({ type: 'phone', engine: ENGINE, agentId: `a${agent}`, online: true });
}

process.on('message', (message: { ready?: number; notReady?: number; waiting?: number }) => {
  if (message.ready !== undefined) {
    // In a queue of ten his turn comes again while he would still write notes about the last one; the peer has no wrap-up.
    control.order({ type: 'endWrapUp', agentId: `a${message.ready}` });
    setReady(message.ready, null);
  }
  if (message.notReady !== undefined) {
    setReady(message.notReady, 'not yet');
    process.send?.('done');
  }
  if (message.waiting !== undefined) {
    const queueId = `q${message.waiting}`;
    process.send?.([...world.calls.values()].filter((call) => call.queueId === queueId && call.state.phase === 'queued').length);
  }
});
process.send?.('ready');
