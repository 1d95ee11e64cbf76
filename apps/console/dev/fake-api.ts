/**
 * A server that is not there, for looking at the console: in-memory, forgetful, no checks. Sign in as `admin`,
 * `zhangmin` (supervisor) or `agent05` with any password; the password `once` forces a new one.
 * Scenes: POST /api/fake/incoming, /api/fake/answered, /api/fake/wrap-up, /api/fake/idle.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { CallRecord, ErrorCode, Me, PanelState, SetQueueStates } from '@zuoxi/contract';
import { errorCatalogue, errorMessage } from '@zuoxi/contract';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';
import * as data from './fake-data.ts';
import { cancel, fakeSip, invite } from './fake-sip.ts';

const port = Number(process.env.PORT ?? 18080);
let me: Me | null = null;
let panel: PanelState = freshPanel(1);
const seqs = { panel: 1, agents: 1, queues: 1 };

function freshPanel(i: number): PanelState {
  const agent = data.agents.find((a) => a.accountId === data.accounts[i]?.id) ?? data.agents[0];
  if (!agent) throw new Error('no agent');
  return {
    agent: {
      ...agent,
      state: 'idle',
      reason: null,
      phoneOnline: agent.phoneType === 'web',
      withNumber: null,
      withName: null,
      queueId: null,
      queueName: null,
      callId: null,
      since: data.ago(187),
      queues: agent.queues.map((q, k) => ({ ...q, ready: k !== 2, reason: k === 2 ? '休息' : null })),
    },
    call: null,
    wrapUp: null,
  };
}

function send(res: ServerResponse, status: number, body?: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(body === undefined ? undefined : JSON.stringify(body));
}
function fail(res: ServerResponse, code: ErrorCode, params: Record<string, string | number> = {}): void {
  send(res, errorCatalogue[code].status, { code, params, message: errorMessage(code, 'zh', params) });
}
async function bodyOf(req: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return chunks.length ? (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>) : {};
}
function page<T extends object>(rows: T[], q: URLSearchParams): unknown {
  const search = q.get('search') ?? '';
  let found = rows.filter((row) => search === '' || JSON.stringify(row).includes(search));
  for (const key of ['agentId', 'type', 'answer'] as const) {
    const want = q.get(key);
    if (want) found = found.filter((row) => (row as Record<string, unknown>)[key] === want);
  }
  const number = q.get('number');
  if (number) found = found.filter((row) => (row as unknown as CallRecord).customerNumber.includes(number));
  const queue = q.get('queue');
  if (queue)
    found = found.filter((row) => (row as unknown as CallRecord).queueId === queue || (row as unknown as CallRecord).queueName === queue);
  const from = q.get('from'),
    to = q.get('to');
  if (from) found = found.filter((row) => Date.parse((row as unknown as CallRecord).startedAt) >= Date.parse(from));
  if (to) found = found.filter((row) => Date.parse((row as unknown as CallRecord).startedAt) <= Date.parse(to));
  const sort = q.get('sort');
  if (sort) {
    const key = (row: object) => (row as Record<string, unknown>)[sort] as string | number;
    found = [...found].sort((a, b) => (key(a) > key(b) ? 1 : -1) * (q.get('order') === 'asc' ? 1 : -1));
  }
  const size = Number(q.get('pageSize') ?? 25),
    at = Number(q.get('page') ?? 1);
  return { rows: found.slice((at - 1) * size, at * size), total: found.length, page: at, pageSize: size };
}

function pushPanel(next: PanelState): void {
  panel = next;
  io.emit('delta', 'panel', ++seqs.panel, panel);
}
const call = (
  phase: 'ringing' | 'dialling' | 'talking' | 'held',
  direction: 'inbound' | 'outbound' = 'inbound',
  number = data.customer.number,
): PanelState => {
  const q = panel.agent.queues[0];
  const talking = phase === 'talking' || phase === 'held';
  return {
    agent: { ...panel.agent, state: talking ? 'talking' : 'ringing', since: data.ago(0) },
    wrapUp: null,
    call: {
      callId: data.id(),
      direction,
      phase,
      customerNumber: number,
      customerName: direction === 'inbound' ? data.customer.name : null,
      queueId: direction === 'inbound' ? (q?.queueId ?? null) : null,
      queueName: direction === 'inbound' ? (q?.queueName ?? null) : null,
      queueNumber: direction === 'inbound' ? (q?.queueNumber ?? null) : null,
      startedAt: data.ago(talking ? 90 : 4),
      answeredAt: talking ? data.ago(75) : null,
      recording: talking,
      muted: false,
    },
  };
};
function wrapUp(): PanelState {
  return {
    agent: { ...panel.agent, state: 'wrapUp', since: data.ago(0) },
    call: null,
    wrapUp: { callId: data.calls[0]?.id ?? '', startedAt: data.ago(4), endsAt: data.ago(-26) },
  };
}

type Handler = (req: IncomingMessage, res: ServerResponse, q: URLSearchParams, rest: string) => Promise<void> | void;
const routes: [string, RegExp, Handler][] = [
  [
    'POST',
    /^\/session$/,
    async (req, res) => {
      const b = await bodyOf(req);
      const i = data.accounts.findIndex((a) => a.name === b.account);
      const account = data.accounts[i];
      if (!account || b.password === 'wrong') return fail(res, 'session.wrongCredentials');
      if (account.extension) panel = freshPanel(i);
      me = {
        accountId: account.id,
        account: account.name,
        displayName: account.displayName,
        role: account.role,
        tenant: { id: data.id(), code: 'demo', name: '东方生活服务中心' },
        extension: account.extension ? { number: account.extension.number, phoneType: account.extension.phoneType } : null,
        mustChangePassword: b.password === 'once',
      };
      send(res, 200, me);
    },
  ],
  ['GET', /^\/session$/, (_q, res) => (me ? send(res, 200, me) : fail(res, 'session.required'))],
  [
    'DELETE',
    /^\/session$/,
    (_q, res) => {
      me = null;
      send(res, 204);
    },
  ],
  [
    'PUT',
    /^\/session\/password$/,
    async (req, res) => {
      const b = await bodyOf(req);
      if (b.oldPassword === 'bad') return fail(res, 'session.wrongPassword');
      if (me) me = { ...me, mustChangePassword: false };
      send(res, 204);
    },
  ],
  [
    'GET',
    /^\/phone$/,
    (_q, res) =>
      send(res, 200, {
        uri: `sip:demo-${me?.extension?.number}@zuoxi`,
        username: `demo-${me?.extension?.number}`,
        password: 'x',
        realm: 'zuoxi',
        webSocketPath: '/sip',
      }),
  ],
  ['GET', /^\/panel$/, (_q, res) => send(res, 200, panel)],
  [
    'POST',
    /^\/panel\/queue-states$/,
    async (req, res) => {
      const b = (await bodyOf(req)) as unknown as SetQueueStates;
      const queues = panel.agent.queues.map((q) =>
        b.queueIds.includes(q.queueId) ? { ...q, ready: b.ready, reason: b.ready ? null : (b.reason ?? '') } : q,
      );
      const idle = queues.some((q) => q.ready);
      pushPanel({
        ...panel,
        agent: { ...panel.agent, queues, state: idle ? 'idle' : 'busy', reason: idle ? null : (b.reason ?? null), since: data.ago(0) },
      });
      send(res, 204);
    },
  ],
  [
    'POST',
    /^\/panel\/dial$/,
    async (req, res) => {
      const b = await bodyOf(req);
      if (b.number === '0') return fail(res, 'panel.numberInvalid', { number: '0' });
      if (!panel.agent.phoneOnline) return fail(res, 'panel.phoneOffline');
      pushPanel(call('ringing', 'outbound', String(b.number)));
      invite(String(b.number));
      setTimeout(() => pushPanel(call('dialling', 'outbound', String(b.number))), 1500);
      setTimeout(() => pushPanel(call('talking', 'outbound', String(b.number))), 4000);
      send(res, 200, { callId: data.id() });
    },
  ],
  [
    'POST',
    /^\/panel\/hangup$/,
    (_q, res) => {
      cancel();
      pushPanel(panel.call?.answeredAt ? wrapUp() : { ...freshPanel(1), agent: { ...panel.agent, state: 'idle' } });
      send(res, 204);
    },
  ],
  [
    'POST',
    /^\/panel\/(hold|mute)$/,
    async (req, res, _q, rest) => {
      const { on } = await bodyOf(req);
      if (panel.call)
        pushPanel({
          ...panel,
          call: rest.endsWith('hold') ? { ...panel.call, phase: on ? 'held' : 'talking' } : { ...panel.call, muted: on === true },
        });
      send(res, 204);
    },
  ],
  ['POST', /^\/panel\/dtmf$/, (_q, res) => send(res, 204)],
  [
    'POST',
    /^\/panel\/wrap-up\/end$/,
    (_q, res) => {
      pushPanel({ ...panel, wrapUp: null, agent: { ...panel.agent, state: 'idle', since: data.ago(0) } });
      send(res, 204);
    },
  ],
  [
    'GET',
    /^\/panel\/recent-calls$/,
    (_q, res) =>
      send(
        res,
        200,
        data.calls.slice(0, 20).map((c, i) => ({
          callId: c.id,
          number: c.customerNumber,
          name: c.customerName,
          direction: c.type === 'inbound' ? 'inbound' : 'outbound',
          missed: c.type === 'inbound' && (c.answer !== 'answered' || i === 1),
          startedAt: c.startedAt,
        })),
      ),
  ],
  ['GET', /^\/reasons$/, (_q, res) => send(res, 200, ['上班', '下班', '休息'])],
  ['GET', /^\/agents$/, (_q, res) => send(res, 200, data.agents)],
  ['GET', /^\/queue-status$/, (_q, res) => send(res, 200, data.queueStatus)],
  [
    'GET',
    /^\/calls\/[^/]+$/,
    (_q, res, _s, rest) => {
      const one = data.calls.find((c) => rest.endsWith(c.id));
      return one ? send(res, 200, one) : fail(res, 'request.notFound');
    },
  ],
  ['GET', /^\/calls$/, (_q, res, q) => send(res, 200, page(data.calls, q))],
  [
    'GET',
    /^\/recordings\/[^/]+\/audio$/,
    (_q, res) => {
      res.writeHead(200, { 'content-type': 'audio/wav' });
      res.end(data.wav());
    },
  ],
  ['GET', /^\/recordings$/, (_q, res, q) => send(res, 200, page(data.recordings, q))],
  ['POST', /^\/accounts\/[^/]+\/sip-secret$/, (_q, res) => send(res, 200, { account: data.accounts[3], sipSecret: 'k7Qm-2xVd-9RtP-hs4W' })],
  ['GET', /^\/accounts$/, (_q, res, q) => send(res, 200, page(data.accounts, q))],
  [
    'POST',
    /^\/accounts$/,
    async (req, res) => {
      const b = await bodyOf(req);
      if (b.name === 'admin') return fail(res, 'accounts.nameTaken', { name: 'admin' });
      const ext = b.extension as { phoneType: string } | null;
      const account = { ...data.accounts[3], ...b, id: data.id(), queueIds: [] };
      data.accounts.unshift(account as never);
      send(res, 201, { account, sipSecret: ext?.phoneType === 'sip' ? 'k7Qm-2xVd-9RtP-hs4W' : null });
    },
  ],
  ['GET', /^\/queues$/, (_q, res, q) => send(res, 200, page(data.queues, q))],
  ['DELETE', /^\/queues\//, (_q, res) => fail(res, 'queues.inUse', { numbers: '02155668800' })],
  ['GET', /^\/trunks$/, (_q, res, q) => send(res, 200, page(data.trunks, q))],
  ['GET', /^\/inbound-routes$/, (_q, res, q) => send(res, 200, page(data.inboundRoutes, q))],
  ['DELETE', /^\//, (_q, res) => send(res, 204)],
  ['PUT', /^\//, async (req, res) => send(res, 200, await bodyOf(req))],
  [
    'POST',
    /^\/fake\/incoming$/,
    (_q, res) => {
      pushPanel(call('ringing'));
      invite(data.customer.number);
      send(res, 204);
    },
  ],
  [
    'POST',
    /^\/fake\/answered$/,
    (_q, res) => {
      pushPanel(call('talking'));
      send(res, 204);
    },
  ],
  [
    'POST',
    /^\/fake\/wrap-up$/,
    (_q, res) => {
      cancel();
      pushPanel(wrapUp());
      send(res, 204);
    },
  ],
  [
    'POST',
    /^\/fake\/idle$/,
    (_q, res) => {
      cancel();
      pushPanel({ ...panel, call: null, wrapUp: null, agent: { ...panel.agent, state: 'idle', since: data.ago(30) } });
      send(res, 204);
    },
  ],
  [
    'POST',
    /^\/fake\/gap$/,
    (_q, res) => {
      seqs.agents += 3;
      send(res, 204);
    },
  ],
  ['POST', /^\//, async (req, res) => send(res, 200, await bodyOf(req))],
];

const server = createServer((req, res) => {
  const url = new URL(req.url ?? '/', 'http://x');
  if (!url.pathname.startsWith('/api/')) return;
  const rest = url.pathname.slice(4);
  const route = routes.find(([method, path]) => method === req.method && path.test(rest));
  if (!route) return fail(res, 'request.notFound');
  void route[2](req, res, url.searchParams, rest);
});
const io = new Server(server, { serveClient: false });
io.on('connection', (socket) => {
  socket.on('subscribe', (topic: 'panel' | 'agents' | 'queues', ack: (result: unknown) => void) => {
    ack({ seq: seqs[topic], data: { panel, agents: data.agents, queues: data.queueStatus }[topic] });
  });
});
const sip = new WebSocketServer({ noServer: true, handleProtocols: () => 'sip' });
server.on('upgrade', (req, socket, head) => {
  if (req.url?.startsWith('/sip'))
    sip.handleUpgrade(req, socket, head, (ws) =>
      fakeSip(ws, () => {
        if (panel.call)
          pushPanel(call(panel.call.direction === 'outbound' ? 'ringing' : 'talking', panel.call.direction, panel.call.customerNumber));
      }),
    );
});
const rate = Number(process.env.CHANGES ?? 2);
setInterval(() => {
  const one = data.randomAgent();
  const i = data.agents.indexOf(one);
  const next = { ...data.newState(one, data.randomState()), since: data.ago(0) };
  data.agents[i] = next;
  io.emit('delta', 'agents', ++seqs.agents, { upsert: [next], remove: [] });
}, 1000 / rate);
server.listen(port, () => console.log(`fake server on http://localhost:${port}`));
