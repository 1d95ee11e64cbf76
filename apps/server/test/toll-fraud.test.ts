import type { Destination, Input } from '@zuoxi/callcontrol';
import { RefusedError } from '@zuoxi/callcontrol';
import type { PermissionClass } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallCentre, ENGINE } from '../../../packages/callcontrol/test/call-centre.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { decideOutside, type OutboundRules, outboundRulesOf } from '../src/modules/pbx/directory/outbound.ts';
import { usualClasses } from '../src/modules/pbx/index.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const TRUNK = '018f0000-0000-7000-8000-000000000001';
const createdAt = new Date();

type Rule = Parameters<typeof outboundRulesOf>[0][number];

const rule = (pattern: string, more: Partial<Rule> = {}): Rule => ({
  id: pattern,
  tenantId: 't1',
  name: pattern,
  position: 0,
  pattern,
  strip: 0,
  prefix: '',
  trunkIds: [TRUNK],
  callerId: '',
  permissionClass: 'local',
  enabled: true,
  createdAt,
  ...more,
});

/** Only what the ways out read of a trunk. */
const trunk = { id: TRUNK, tenantId: 't1', name: 'carrier', enabled: true, outbound: true, callerId: '' } as Parameters<
  typeof outboundRulesOf
>[1][number];

const rulesOf = (...rules: Rule[]) => outboundRulesOf(rules, [trunk]);

/** What the reviewers found, and its kind: abroad, or dear, behind something that a carrier takes away or obeys. */
const HOSTILE = [
  '0044207123456',
  '+44207123456',
  '*21*0044207123456#',
  '**21*0044207123456#',
  '*72#0044207123456',
  '#31#0044207123456',
  '9001442071234567',
  '900442071234567',
  '9+44207123456',
  '17909001442071234567',
  '1790900442071234567',
  '17951001442071234567',
  '12593001442071234567',
  '10193001442071234567',
  '19300442071234567',
  '917909001442071234567',
  '179099001442071234567',
  '00860044207123456',
  '+8600442071234',
  '16812345',
  '916812345',
  '1790916812345',
  '1259012345',
  '0044207123456,,1',
  '0044207123456@evil.example',
  'sip:0044207123456@evil.example',
  '0044207123456;phone-context=+1',
  '０04420712345',
  '٠٠٤٤٢٠٧١٢٣٤٥٦',
  '00 44 207123456',
  '7000',
  '90144',
  '',
];

/** A rule for "all that is left", as administrators write it, and none at all. */
const CATCH_ALLS: readonly [string, OutboundRules][] = [
  ['no rules', rulesOf()],
  ['.', rulesOf(rule('.'))],
  ['X. and Z.', rulesOf(rule('Z.'), rule('X.'))],
  ['every first digit', rulesOf(rule('[0-9].', { permissionClass: 'national' }))],
  ['a line by 9', rulesOf(rule('9.', { strip: 1 }), rule('X.'))],
  ['a line by 9 that the carrier takes', rulesOf(rule('9.'))],
  ['1 and more', rulesOf(rule('1.'), rule('0.'))],
  ['17909 for the country', rulesOf(rule('17909.', { permissionClass: 'national' }), rule('.'))],
  ['a prefix that chooses a carrier', rulesOf(rule('0.', { prefix: '17909' }), rule('X.', { prefix: '17909' }))],
];

function centreWith(rules: OutboundRules, mayDial: readonly PermissionClass[] = usualClasses): CallCentre {
  const centre = new CallCentre(3, {
    maxWaitS: 30,
    callbackEnabled: true,
    callbackMode: 'customerFirst',
    callbackRetryS: 600,
    callbackAttempts: 2,
  });
  const { directory } = centre;
  const decide = (number: string) => decideOutside(rules, { callerId: '', extension: '', mayDial }, number);
  const inside = directory.dialTarget.bind(directory);
  directory.trunk = () => ({ maxChannels: 0, callsPerSecond: 0 });
  directory.outsideTarget = (_tenantId, number) => {
    const decision = decide(number);
    // The interface has it undefined; this directory's own has always a target.
    return (decision.kind === 'outside' ? { ...decision, kind: 'outside', number } : undefined) as ReturnType<
      typeof directory.outsideTarget
    >;
  };
  directory.dialTarget = (agentId, number) => {
    if (/^8[0-9]{3}$/.test(number)) return inside(agentId, number);
    const decision = decide(number);
    return decision.kind === 'outside' ? { ...decision, kind: 'outside', number } : { kind: 'refused', reason: decision.reason };
  };
  for (const agentId of ['a1', 'a2', 'a3']) centre.agentIsReady(agentId);
  return centre;
}

function order(centre: CallCentre, input: Input): void {
  try {
    centre.take(input);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
  }
}

/** a1 talks with a customer. */
function conversation(centre: CallCentre): string {
  centre.take({ type: 'phone', engine: ENGINE, agentId: 'a2', online: false });
  centre.take({ type: 'phone', engine: ENGINE, agentId: 'a3', online: false });
  const callId = centre.customerWaits();
  centre.offeredAgentAnswers(callId);
  return callId;
}

function sentTo(centre: CallCentre, destination: Destination): void {
  centre.directory.routes.set('3000', destination);
  centre.customerRings('3000');
}

/** All that can send a call over a trunk. */
const WAYS: Record<string, (centre: CallCentre, number: string) => void> = {
  'the panel': (centre, number) => {
    order(centre, { type: 'dial', callId: 'out', agentId: 'a1', number });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'out-a1' });
  },
  'the desk phone': (centre, number) => void centre.phoneDials('a1', number),
  'its second line in a call': (centre, number) => {
    conversation(centre);
    centre.phoneDials('a1', number);
  },
  'a blind transfer': (centre, number) => {
    conversation(centre);
    order(centre, { type: 'transfer', agentId: 'a1', number });
  },
  'a REFER of the phone': (centre, number) => {
    const call = centre.call(conversation(centre));
    const channelId = call?.agentChannelId ?? '';
    order(centre, { type: 'transferAsked', engine: ENGINE, channelId, destination: number, replaces: null });
  },
  'a consultation': (centre, number) => {
    conversation(centre);
    order(centre, { type: 'consult', agentId: 'a1', number });
  },
  'a forwarding of an outside caller': (centre, number) => {
    centre.directory.forward('a2', { always: number });
    sentTo(centre, { kind: 'extension', agentId: 'a2' });
  },
  'a forwarding of a colleague': (centre, number) => {
    centre.directory.forward('a2', { always: number });
    centre.phoneDials('a1', '8002');
  },
  'a route, an IVR, an overflow': (centre, number) => sentTo(centre, { kind: 'outside', number }),
  'an overflow of a queue': (centre, number) => {
    const queue = centre.directory.queue('q1');
    if (queue) centre.directory.queues.set('q1', { ...queue, overflow: [{ kind: 'outside', number }] });
    for (const agentId of ['a1', 'a2', 'a3']) centre.take({ type: 'phone', engine: ENGINE, agentId, online: false });
    centre.customerWaits();
    centre.wait(31_000);
  },
  'a callback': (centre, number) => {
    for (const agentId of ['a1', 'a2', 'a3']) centre.take({ type: 'phone', engine: ENGINE, agentId, online: false });
    const at = { type: 'callArrived', engine: ENGINE, callId: 'back', channelId: 'in-back', endpoint: 'trunk-1' } as const;
    centre.take({ ...at, calledNumber: '1000', callerNumber: number, callerName: '' });
    centre.soundEnds('back');
    centre.wait(0);
    centre.presses('back', '2');
    centre.soundEnds('back');
    centre.wait(10_000);
    centre.agentIsReady('a1');
  },
  'an invitation to a conference': (centre, number) => {
    const about = { conferenceId: 'c1', tenantId: 't1', name: 'c', recorded: false, byAccountId: 'a1' };
    centre.take({ type: 'startConference', sessionId: 's1', agentIds: ['a1', 'a2'], ...about });
    order(centre, { type: 'inviteToConference', sessionId: 's1', agentIds: [], number, byAccountId: 'a1' });
  },
  'the same by somebody without an extension': (centre, number) => {
    const about = { conferenceId: 'c1', tenantId: 't1', name: 'c', recorded: false, byAccountId: 'a1' };
    centre.take({ type: 'startConference', sessionId: 's1', agentIds: ['a1', 'a2'], ...about });
    order(centre, { type: 'inviteToConference', sessionId: 's1', agentIds: [], number, byAccountId: 'nobody' });
  },
  'a feature code': (centre, number) => {
    const call = centre.phoneDials('a2', `*72${number}`);
    centre.soundEnds(call);
    sentTo(centre, { kind: 'extension', agentId: 'a2' });
  },
};

const outside = (centre: CallCentre): string[] =>
  centre.commands.flatMap((command) => (command.do === 'originate' && command.endpoint.includes('@trunk-') ? [command.endpoint] : []));

describe.each(Object.entries(WAYS))('%s', (_name, way) => {
  it.each(CATCH_ALLS)('reaches nothing dear, and nothing that cannot be read (%s)', (_rules, rules) => {
    for (const number of HOSTILE) {
      const centre = centreWith(rules);
      way(centre, number);
      expect(outside(centre), number).toEqual([]);
    }
  });

  it('reaches a plain number', () => {
    for (const [, rules] of CATCH_ALLS.slice(0, 3)) {
      const centre = centreWith(rules);
      way(centre, '13800138000');
      expect(outside(centre)).toEqual([`PJSIP/13800138000@trunk-${TRUNK}`]);
    }
  });
});

describe('an explicit rule', () => {
  const decide = (rules: OutboundRules, number: string, mayDial: readonly PermissionClass[] = usualClasses) => {
    const decision = decideOutside(rules, { callerId: '', extension: '', mayDial }, number);
    return decision.kind === 'outside' ? decision.routes[0]?.dialString.replace(/^PJSIP\/|@.*$/g, '') : decision.reason;
  };

  it('opens star codes, a choice of carriers, a line by 9 and private numbers, for what is plain behind them', () => {
    expect(decide(rulesOf(rule('*21*XXXXXXXX#')), '*21*85212345#')).toBe('*21*85212345#');
    expect(decide(rulesOf(rule('17909.')), '1790902085212345')).toBe('1790902085212345');
    expect(decide(rulesOf(rule('17909.')), '17909001442071234567')).toBe('notAllowed');
    expect(decide(rulesOf(rule('9.', { strip: 1 })), '985212345')).toBe('85212345');
    expect(decide(rulesOf(rule('9.')), '985212345')).toBe('985212345');
    expect(decide(rulesOf(rule('6XXX')), '6123')).toBe('6123');
    expect(decide(rulesOf(rule('*21*XXXXXXXXXXXXX#')), '*21*0044207123456#')).toBe('notAllowed');
  });

  it('and the right lets through what is abroad, however it is dialled', () => {
    const international: PermissionClass[] = [...usualClasses, 'international'];
    expect(decide(rulesOf(rule('.')), '0044207123456', international)).toBe('0044207123456');
    expect(decide(rulesOf(rule('17909.')), '1790900442071234567', international)).toBe('1790900442071234567');
    expect(decide(rulesOf(rule('.')), '1790900442071234567', international)).toBe('numberInvalid');
  });
});

describe('over the API', () => {
  let server: TestServer;
  let admin: ApiUser;
  beforeAll(async () => {
    server = await startTestServer({ demo: true });
    admin = await ApiUser.signIn(server.url, demo.summary.tenant, 'admin', demo.summary.password);
  });
  afterAll(() => server.stop());

  it('a test of a trunk, a dry run, a forwarding of one’s own: none of them opens a way', async () => {
    const { rows } = await admin.get<{ rows: { id: string }[] }>('/api/trunks');
    for (const number of ['9001442071234567', '17909001442071234567', '*21*0044207123456#', '0044207123456']) {
      const test = await admin.request('POST', `/api/trunks/${rows[0]?.id}/test`, { number });
      expect([400, 403, 409], `${number} ${JSON.stringify(test.body)}`).toContain(test.status);
      const dry = await admin.get<{ outcome: string }>(`/api/dial-rules/test?number=${encodeURIComponent(number)}`);
      expect(['numberInvalid', 'notAllowed'], number).toContain(dry.outcome);
    }
  });

  it('what nobody dials has its caps a day, which the administrator sets', async () => {
    const { directory } = server.modules;
    const agent = [...directory.agents()][0] ?? expect.fail('no agent');
    const { tenantId } = agent;
    const fact = { stream: 'call' as const, tenantId, at: Date.now(), number: '1', trunkId: '', permissionClass: 'national' as const };
    const dialled = { ...fact, type: 'outsideDialled' as const, attempt: 1 };
    const limits = await admin.get<Record<string, number>>('/api/dial-limits');
    expect(Object.values(limits).every((limit) => limit > 0)).toBe(true);
    const reach = () => ({
      own: directory.outsideTarget(tenantId, '13800138000') !== undefined,
      forwarded: directory.dialTarget(agent.id, '13800138000', 'forwarding').kind,
      dialled: directory.dialTarget(agent.id, '13800138000').kind,
    });
    expect(reach()).toEqual({ own: true, forwarded: 'outside', dialled: 'outside' });
    expect((await admin.request('PUT', '/api/dial-limits', { ...limits, ownCallsCap: 2, forwardedCallsCap: 2 })).status).toBe(200);
    for (const callId of ['c1', 'c2']) directory.usage.take([{ ...dialled, callId, agentId: null }]);
    expect(reach()).toEqual({ own: false, forwarded: 'outside', dialled: 'outside' });
    for (const callId of ['f1', 'f2']) directory.usage.take([{ ...dialled, callId, agentId: agent.id, madeBy: 'forwarding' }]);
    expect(reach()).toEqual({ own: false, forwarded: 'refused', dialled: 'outside' });
    expect(directory.outsideTarget(tenantId, '120')).toBeDefined();
    // What is being dialled is counted already, and is not cut for it; what is not allowed any more is.
    expect(directory.mayStillDial(tenantId, null, '13800138000')).toBe(true);
    expect(directory.mayStillDial(tenantId, agent.id, '13800138000')).toBe(true);
    expect(directory.mayStillDial(tenantId, agent.id, '0044207123456')).toBe(false);
    expect(directory.mayStillDial(tenantId, null, '0044207123456')).toBe(false);
    expect(directory.mayStillDial(tenantId, NOBODY, '13800138000')).toBe(false);
  });
});
