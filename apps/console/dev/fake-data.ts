import type {
  Account,
  AgentState,
  AgentStatus,
  CallAnswer,
  CallDetail,
  CallEndReason,
  CallType,
  InboundRoute,
  Queue,
  QueueStatus,
  Recording,
  Trunk,
} from '@zuoxi/contract';

let seed = 7;
const rnd = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};
const pick = <T>(list: readonly T[]): T => {
  const value = list[Math.floor(rnd() * list.length)];
  if (value === undefined) throw new Error('empty');
  return value;
};
let n = 0;
export const id = () => `00000000-0000-4000-8000-${String(++n).padStart(12, '0')}`;
export const ago = (s: number) => new Date(Date.now() - s * 1000).toISOString();
const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const given = ['晓燕', '建国', '敏', '静怡', '磊', '雨桐', '志强', '丽华', '子涵', '浩然', '欣悦', '俊杰', '思远', '雪梅', '明轩', '佳琪'];
const person = () => pick(surnames) + pick(given);
const mobile = () => `1${pick(['38', '39', '58', '76', '86', '99'])}${String(Math.floor(rnd() * 1e8)).padStart(8, '0')}`;

const size = Number(process.env.AGENTS ?? 42);
export const queueNames: readonly [string, string][] = [
  ['8001', '售前咨询'],
  ['8002', '售后服务'],
  ['8003', '投诉建议'],
  ['8004', '技术支持'],
  ['8005', 'VIP 专线'],
];
const qids = queueNames.map(() => id());
export const accounts: Account[] = Array.from({ length: size }, (_, i) => ({
  id: id(),
  name: i === 0 ? 'admin' : i === 1 ? 'zhangmin' : `agent${String(i).padStart(2, '0')}`,
  displayName: i === 0 ? '系统管理员' : i === 1 ? '张敏' : person(),
  role: i === 0 ? 'administrator' : i < 5 ? 'supervisor' : 'agent',
  enabled: i % 17 !== 16,
  extension:
    i === 0
      ? null
      : {
          number: String(8700 + i),
          phoneType: i % 4 === 3 ? 'sip' : 'web',
          recordingEnabled: i % 3 !== 0,
          sipUser: `demo-${8700 + i}`,
          online: i % 6 !== 5,
          registeredFrom: i % 6 !== 5 ? `192.168.10.${20 + (i % 200)}:5060` : null,
        },
  queueIds: i === 0 ? [] : qids.filter((_, q) => (i === 1 ? q < 4 : (i + q) % 3 === 0)),
  createdAt: ago(86400 * (90 - (i % 80))),
}));
export const queues: Queue[] = queueNames.map(([number, name], i) => {
  const members = accounts.filter((a) => a.queueIds.includes(qids[i] ?? ''));
  return {
    id: qids[i] ?? '',
    number,
    name,
    strategy: 'longestIdle',
    ringTimeoutS: 20,
    maxWaitS: 300,
    wrapUpS: i === 2 ? 60 : 30,
    serviceLevelS: 20,
    recordingEnabled: i !== 3,
    memberIds: members.map((m) => m.id),
    members: members.map((m) => ({ accountId: m.id, displayName: m.displayName, extension: m.extension?.number ?? '', role: m.role })),
    inboundNumbers: i < 3 ? [`0215566880${i}`] : [],
    createdAt: ago(86400 * 60),
  };
});
const states: AgentState[] = ['idle', 'idle', 'talking', 'talking', 'busy', 'ringing', 'wrapUp', 'offline', 'idle', 'talking'];
export const agents: AgentStatus[] = accounts
  .filter((a) => a.extension)
  .map((a, i) =>
    newState(
      {
        accountId: a.id,
        displayName: a.displayName,
        role: a.role,
        extension: a.extension?.number ?? '',
        phoneType: a.extension?.phoneType ?? 'web',
        phoneOnline: true,
        state: 'idle',
        reason: null,
        since: ago(0),
        withNumber: null,
        withName: null,
        queueId: null,
        queueName: null,
        callId: null,
        queues: queues
          .filter((q) => a.queueIds.includes(q.id))
          .map((q) => ({ queueId: q.id, queueName: q.name, queueNumber: q.number, ready: true, reason: null })),
      },
      i === 0 ? 'idle' : pick(states),
    ),
  );
export function newState(a: AgentStatus, state: AgentState): AgentStatus {
  const onCall = state === 'talking' || state === 'ringing';
  const queue = onCall && rnd() < 0.85 && a.queues.length > 0 ? pick(a.queues) : null;
  const reason = state === 'busy' ? pick(['休息', '下班', '培训', '会议']) : null;
  return {
    ...a,
    state,
    reason,
    phoneOnline: state !== 'offline',
    since: ago(Math.floor(rnd() * (state === 'ringing' ? 12 : state === 'idle' ? 900 : 400))),
    withNumber: onCall ? mobile() : null,
    withName: onCall && rnd() < 0.4 ? person() : null,
    queueId: queue?.queueId ?? null,
    queueName: queue?.queueName ?? null,
    callId: onCall ? id() : null,
    queues: a.queues.map((q) => ({ ...q, ready: state !== 'busy' && state !== 'offline', reason })),
  };
}
export const randomState = () => pick(states);
export const randomAgent = () => pick(agents);
export const queueStatus: QueueStatus[] = queues.map((q, i) => ({
  queueId: q.id,
  queueName: q.name,
  queueNumber: q.number,
  waiting: [3, 0, 1, 0, 0][i] ?? 0,
  oldestSince: i === 0 ? ago(96) : i === 2 ? ago(14) : null,
  ready: [4, 6, 0, 3, 2][i] ?? 0,
  talking: [7, 5, 3, 2, 1][i] ?? 0,
  signedIn: q.members.length,
}));
export const trunks: Trunk[] = [
  {
    id: id(),
    name: '上海电信',
    host: 'sbc.sh.telecom.example',
    port: 5060,
    matchAddresses: ['203.0.113.0/28', '198.51.100.7'],
    callerId: '02155668800',
    outbound: true,
    enabled: true,
    channelsInUse: 18,
    createdAt: ago(86400 * 80),
  },
  {
    id: id(),
    name: '备用-联通',
    host: '198.51.100.20',
    port: 5080,
    matchAddresses: ['198.51.100.20'],
    callerId: '',
    outbound: true,
    enabled: false,
    channelsInUse: 0,
    createdAt: ago(86400 * 20),
  },
];
export const inboundRoutes: InboundRoute[] = queues.slice(0, 3).map((q, i) => ({
  id: id(),
  calledNumber: `0215566880${i}`,
  queueId: q.id,
  queueName: q.name,
  queueNumber: q.number,
  description: ['官网热线', '售后 400 落地', ''][i] ?? '',
  createdAt: ago(86400 * 30),
}));

const customers = Array.from({ length: 60 }, () => ({ number: mobile(), name: rnd() < 0.5 ? person() : null }));
export const calls: CallDetail[] = Array.from({ length: 640 }, (_, i) => {
  const type: CallType = pick(['inbound', 'inbound', 'inbound', 'manualOutbound']);
  const answered = rnd() < 0.82;
  const answer: CallAnswer = answered ? 'answered' : type === 'manualOutbound' && rnd() < 0.4 ? 'busy' : 'noAnswer';
  const agent = answered || type !== 'inbound' ? pick(agents) : null;
  const queue = type === 'inbound' ? pick(queues) : null;
  const customer = pick(customers);
  const waitS = Math.floor(rnd() * 60);
  const talkS = answered ? 20 + Math.floor(rnd() * 420) : 0;
  const endReason: CallEndReason = answered
    ? 'hangup'
    : type === 'inbound'
      ? pick(['abandonedInQueue', 'maxWait', 'abandonedWhileRinging'] as const)
      : answer === 'busy'
        ? 'busy'
        : 'noAnswer';
  const start = Date.now() - i * 137_000 - 90_000;
  const at = (s: number) => new Date(start + s * 1000).toISOString();
  const events = [
    { at: at(0), type: type === 'inbound' ? 'arrived' : 'dialled', agentName: null, detail: {} },
    ...(queue ? [{ at: at(2), type: 'enqueued', agentName: null, detail: { queue: queue.name } }] : []),
    ...(agent ? [{ at: at(3), type: 'offered', agentName: agent.displayName, detail: { extension: agent.extension } }] : []),
    ...(answered ? [{ at: at(waitS), type: 'answered', agentName: agent?.displayName ?? null, detail: {} }] : []),
    ...(answered && i % 3 === 0
      ? [
          { at: at(waitS + 15), type: 'held', agentName: agent?.displayName ?? null, detail: {} },
          { at: at(waitS + 18), type: 'resumed', agentName: agent?.displayName ?? null, detail: {} },
        ]
      : []),
    { at: at(waitS + talkS), type: 'ended', agentName: null, detail: { reason: endReason } },
  ];
  return {
    id: id(),
    type,
    startedAt: at(0),
    endedAt: at(waitS + talkS),
    customerNumber: customer.number,
    customerName: customer.name,
    calledNumber: type === 'inbound' ? '02155668800' : customer.number,
    queueId: queue?.id ?? null,
    queueName: queue?.name ?? 'DOUT',
    queueNumber: queue?.number ?? '',
    agentId: agent?.accountId ?? null,
    agentName: agent?.displayName ?? null,
    extension: agent?.extension ?? queue?.number ?? '',
    answer,
    endReason,
    endedBy: rnd() < 0.6 ? 'customer' : 'agent',
    waitS,
    talkS,
    durationS: talkS || (type === 'inbound' ? 0 : waitS),
    recordingId: answered && i % 5 !== 0 ? id() : null,
    events,
  };
});
export const recordings: Recording[] = calls
  .filter((c) => c.recordingId)
  .map((c, i) => ({
    id: c.recordingId ?? '',
    callId: c.id,
    startedAt: c.startedAt,
    customerNumber: c.customerNumber,
    customerName: c.customerName,
    queueId: c.queueId,
    queueName: c.queueName,
    agentId: c.agentId,
    agentName: c.agentName,
    extension: c.extension,
    type: c.type,
    durationS: c.talkS,
    bytes: c.talkS * 16000,
    state: i === 3 ? 'short' : i === 9 ? 'silent' : i === 14 ? 'missing' : 'ready',
  }));
export const customer = customers[3] ?? { number: '13800138000', name: null };

/** Two turns of noise bursts, left and right: 40 s of 8 kHz stereo WAV. */
export function wav(): Buffer {
  const rate = 8000;
  const frames = rate * 40;
  const out = Buffer.alloc(44 + frames * 4);
  out.write('RIFF', 0);
  out.writeUInt32LE(36 + frames * 4, 4);
  out.write('WAVEfmt ', 8);
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(1, 20);
  out.writeUInt16LE(2, 22);
  out.writeUInt32LE(rate, 24);
  out.writeUInt32LE(rate * 4, 28);
  out.writeUInt16LE(4, 32);
  out.writeUInt16LE(16, 34);
  out.write('data', 36);
  out.writeUInt32LE(frames * 4, 40);
  for (let i = 0; i < frames; i++) {
    const t = i / rate;
    const left = Math.floor(t / 5) % 2 === 0;
    const env = Math.abs(Math.sin(t * 9)) * Math.abs(Math.sin(t * 2.3)) * (0.6 + 0.4 * Math.sin(t * 31));
    const v = Math.round(Math.sin(t * 2 * Math.PI * (left ? 220 : 330)) * env * 14000);
    out.writeInt16LE(left ? v : Math.round(v * 0.02), 44 + i * 4);
    out.writeInt16LE(left ? Math.round(v * 0.02) : v, 46 + i * 4);
  }
  return out;
}
