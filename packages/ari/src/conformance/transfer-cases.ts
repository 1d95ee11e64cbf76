import assert from 'node:assert/strict';
import type { AriEventOf } from '../types.ts';
import { group, type Stage } from './case.ts';

const HANDLING = 'PJSIP_TRANSFER_HANDLING()';

/** Transfers made on the phone: res_pjsip_refer.c (refer_incoming_ari_request), stasis_channels.c, stasis_bridge.c, resource_channels.c. */
const cases = group('transfer', {
  'a phone asks for another destination and the application hears of it': async (stage) => {
    const { call, id } = await transferable(stage);
    const other = await stage.answered('conf-2');
    const bridge = stage.id('bridge');
    await stage.requests.bridges.create(bridge);
    await stage.requests.bridges.addChannel(bridge, [id, other.id]);
    await stage.events.sees('ChannelEnteredBridge', (event) => event.channel?.id === other.id);
    assert.equal(await call.transfers('8003'), 202);
    const { refer_to, referred_by, ...rest } = await asked(stage, id);
    assert.deepEqual(refer_to, { requested_destination: { destination: '8003' } });
    assert.equal(referred_by.connected_channel?.id, other.id);
    assert.equal(referred_by.bridge?.id, bridge);
    assert.ok(!('state' in rest) && !('channel' in rest));
    await call.hangsUp();
    await other.call.hangsUp();
    await stage.requests.bridges.destroy(bridge);
  },

  'progress and success are told to the phone and come back as events': async (stage) => {
    const { call, id } = await transferable(stage);
    await call.transfers('8003');
    await asked(stage, id);
    await stage.requests.channels.transferProgress(id, 'channel_progress');
    assert.equal(await call.hearsOfTransfer(), 100);
    await asked(stage, id, 'channel_progress');
    await stage.requests.channels.transferProgress(id, 'channel_answered');
    assert.equal(await call.hearsOfTransfer(), 200);
    await asked(stage, id, 'channel_answered');
    await call.hangsUp();
  },

  'a declined one is told as 603, after 100': async (stage) => {
    const { call, id } = await transferable(stage);
    await call.transfers('8003');
    await asked(stage, id);
    await stage.requests.channels.transferProgress(id, 'channel_declined');
    assert.deepEqual([await call.hearsOfTransfer(), await call.hearsOfTransfer()], [100, 603]);
    await asked(stage, id, 'channel_declined');
    await call.hangsUp();
  },

  'an unavailable one is told as 503, and as channel_declined in the event': async (stage) => {
    const { call, id } = await transferable(stage);
    await call.transfers('8003');
    await asked(stage, id);
    await stage.requests.channels.transferProgress(id, 'channel_unavailable');
    assert.deepEqual([await call.hearsOfTransfer(), await call.hearsOfTransfer()], [100, 503]);
    await asked(stage, id, 'channel_declined');
    await call.hangsUp();
  },

  'after the end nobody is told any more': async (stage) => {
    const { call, id } = await transferable(stage);
    await call.transfers('8003');
    await stage.requests.channels.transferProgress(id, 'channel_answered');
    await asked(stage, id, 'channel_answered');
    stage.events.forget();
    await stage.requests.channels.transferProgress(id, 'channel_declined');
    await stage.engine.pass(200);
    assert.equal(stage.events.recent.filter((event) => event.type === 'ChannelTransfer').length, 0);
    await call.hangsUp();
  },

  'a phone that hangs up first hears 503, and its wish is told once more': async (stage) => {
    const { call, id } = await transferable(stage);
    await call.transfers('8003');
    await asked(stage, id);
    stage.events.forget();
    await call.hangsUp();
    assert.deepEqual([await call.hearsOfTransfer(), await call.hearsOfTransfer()], [100, 503]);
    await stage.destroyed(id);
    await asked(stage, id);
  },

  'after asking names the call that is to be replaced, and who it talks to': async (stage) => {
    const { phone, call, id } = await transferable(stage);
    stage.events.forget();
    const second = await phone.calls('8701');
    const { channel } = await stage.events.sees('StasisStart', (event) => event.channel.state === 'Ring');
    await stage.requests.channels.answer(channel.id);
    await second.isAnswered();
    const colleague = await stage.answered('conf-2');
    const bridge = stage.id('bridge');
    await stage.requests.bridges.create(bridge);
    await stage.requests.bridges.addChannel(bridge, [channel.id, colleague.id]);
    await stage.events.sees('ChannelEnteredBridge', (event) => event.channel?.id === colleague.id);
    assert.equal(await call.transfers('8003', second), 202);
    const { refer_to } = await asked(stage, id);
    const { requested_destination: wanted } = refer_to;
    assert.equal(wanted.destination, '8003');
    assert.equal(wanted.protocol_id, channel.protocol_id);
    assert.deepEqual(
      wanted.additional_protocol_params?.map((param) => param.parameter_name),
      ['from', 'to'],
    );
    assert.equal(refer_to.destination_channel?.id, channel.id);
    assert.equal(refer_to.connected_channel?.id, colleague.id);
    assert.equal(refer_to.bridge?.id, bridge);
    for (const each of [call, second, colleague.call]) await each.hangsUp();
    await stage.requests.bridges.destroy(bridge);
  },

  'names the call that is to be replaced also while that one rings (RFC 5589 section 7.3)': async (stage) => {
    const { phone, call, id } = await transferable(stage);
    stage.events.forget();
    const second = await phone.calls('8701');
    const { channel } = await stage.events.sees('StasisStart', (event) => event.channel.state === 'Ring');
    await stage.requests.channels.ring(channel.id);
    await second.hearsRinging();
    assert.equal(await call.transfers('8701', second), 202);
    const { refer_to } = await asked(stage, id);
    assert.equal(refer_to.requested_destination.protocol_id, channel.protocol_id);
    assert.equal(refer_to.destination_channel?.id, channel.id);
    await stage.requests.channels.transferProgress(id, 'channel_answered');
    assert.deepEqual([await call.hearsOfTransfer(), await call.hearsOfTransfer()], [100, 200]);
    await second.givesUp();
    await call.hangsUp();
  },

  'is possible in a call that was made with PJSIP_TRANSFER_HANDLING() among its variables': async (stage) => {
    const { call, id } = await stage.dialled('conf-1', { variables: { [HANDLING]: 'ari-only' } });
    await call.answers();
    await stage.events.sees('StasisStart', (event) => event.channel.id === id);
    assert.equal(await call.transfers('8003'), 202);
    await asked(stage, id);
    await call.hangsUp();
  },

  'PJSIP_TRANSFER_HANDLING() is no variable: it cannot be read, and setting it is not told': async (stage) => {
    const { call, id } = await transferable(stage);
    await stage.refuses(500, stage.requests.channels.getVariable(id, HANDLING), 'reading it');
    assert.ok(!stage.events.recent.some((event) => event.type === 'ChannelVarset' && event.variable.startsWith('PJSIP_TRANSFER')));
    await call.hangsUp();
  },

  'progress is refused for what is no channel of the application, and in other words than its four': async (stage) => {
    const { call, id } = await stage.answered();
    const says = (channelId: string, query: Record<string, string>) =>
      stage.engine.transport.call({ method: 'POST', uri: `channels/${channelId}/transfer_progress`, query });
    assert.equal((await says(stage.id('nobody'), { states: 'channel_progress' })).status_code, 404);
    assert.equal((await says(id, { states: 'channel_lost' })).status_code, 400);
    assert.equal((await says(id, {})).status_code, 400);
    assert.equal((await says(id, { states: 'channel_progress' })).status_code, 204);
    await call.hangsUp();
  },

  'a phone that takes the place of a call enters the application and the bridge in its stead': async (stage) => {
    const customer = await stage.answered('conf-2');
    const agent = await stage.answered('conf-1');
    const bridge = stage.id('bridge');
    await stage.requests.bridges.create(bridge);
    await stage.requests.bridges.addChannel(bridge, [customer.id, agent.id]);
    await stage.events.sees('ChannelEnteredBridge', (event) => event.channel?.id === agent.id);
    const third = await stage.registeredPhone('conf-3');
    stage.events.forget();
    const call = await third.calls('8700', agent.call);
    await call.isAnswered();
    const start = await stage.events.sees('StasisStart');
    assert.deepEqual(start.args, []);
    assert.equal(start.replace_channel?.id, agent.id);
    assert.notEqual(start.channel.id, agent.id);
    await stage.events.sees('ChannelEnteredBridge', (event) => event.channel?.id === start.channel.id);
    stage.inOrder(stage.events.story(start.channel.id), ['ChannelCreated', 'StasisStart', 'ChannelEnteredBridge']);
    stage.inOrder(
      stage.events.recent.map((event) => event.type),
      ['StasisStart', 'ChannelLeftBridge', 'ChannelEnteredBridge'],
    );
    assert.deepEqual((await stage.requests.bridges.get(bridge)).channels.sort(), [customer.id, start.channel.id].sort());
    // What becomes of the one that lost its place is the application's to say.
    assert.equal((await stage.requests.channels.get(agent.id)).state, 'Up');
    await stage.requests.channels.hangup(agent.id);
    await stage.destroyed(agent.id);
    await call.hangsUp();
    await customer.call.hangsUp();
    await stage.requests.bridges.destroy(bridge);
  },

  'a phone that takes the place of a call in no bridge ends it': async (stage) => {
    const { call: former, id } = await stage.answered('conf-1');
    const third = await stage.registeredPhone('conf-3');
    stage.events.forget();
    const call = await third.calls('8700', former);
    await call.isAnswered();
    const start = await stage.events.sees('StasisStart');
    assert.equal(start.replace_channel?.id, id);
    await former.isHungUp();
    await stage.destroyed(id);
    stage.inOrder(stage.events.story(id), ['StasisEnd', 'ChannelDestroyed']);
    await call.hangsUp();
  },
});

export const transferCases = [
  ...group('dialog options', {
    'of provisional responses, session timers and account are taken by their names in pjsip.conf': async (stage) => {
      const id = stage.id('phone');
      const { asterisk } = stage.requests;
      const options = { '100rel': 'required', timers: 'always', timers_min_se: '120', timers_sess_expires: '600', accountcode: 'demo' };
      const fields = await asterisk.putConfig('res_pjsip', 'endpoint', id, { allow: 'alaw', context: 'default', ...options });
      for (const [name, value] of Object.entries(options)) {
        assert.ok(
          fields.some((field) => field.attribute === name && field.value === value),
          `${name} is not ${value}`,
        );
      }
      await asterisk.deleteConfig('res_pjsip', 'endpoint', id);
    },
  }),
  ...cases,
];

/** A call from conf-1 whose transfers are the application's. */
async function transferable(stage: Stage) {
  const answered = await stage.answered('conf-1');
  await stage.requests.channels.setVariable(answered.id, HANDLING, 'ari-only');
  return answered;
}

/** ChannelTransfer of that channel in that state; undefined: as it is asked for. */
function asked(stage: Stage, channelId: string, state?: string): Promise<AriEventOf<'ChannelTransfer'>> {
  return stage.events.sees('ChannelTransfer', (event) => event.referred_by.source_channel.id === channelId && event.state === state);
}
