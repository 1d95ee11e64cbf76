import assert from 'node:assert/strict';
import { group } from './case.ts';

// channels.json (dtmf, mute, hold, moh, snoopChannel, variable, rtpstatistics), events.json (ChannelDtmfReceived,
// ChannelHold, ChannelUnhold, ChannelVarset), res/ari/resource_channels.c, res/res_stasis_snoop.c.

export const inCallCases = [
  ...group('in a call', {
    'keys the phone presses are told': async (stage) => {
      const { call, id } = await stage.answered();
      await call.presses('5');
      const dtmf = await stage.events.sees('ChannelDtmfReceived', (event) => event.channel.id === id);
      assert.equal(dtmf.digit, '5');
      assert.ok(dtmf.duration_ms > 0, `duration ${dtmf.duration_ms}`);
      assert.equal(stage.events.story(id).filter((entry) => entry === 'ChannelDtmfReceived').length, 1);
    },
    'keys are sent to the phone': async (stage) => {
      const { call, id } = await stage.answered();
      await stage.requests.channels.dtmf(id, '12#');
      await call.hearsKeys('12#');
    },
    'hold and its end, pressed on the phone, are told': async (stage) => {
      const { call, id } = await stage.answered();
      await call.holds();
      const hold = await stage.events.sees('ChannelHold', (event) => event.channel.id === id);
      assert.equal(typeof hold.musicclass, 'string');
      await call.resumes();
      await stage.events.sees('ChannelUnhold', (event) => event.channel.id === id);
      await call.hangsUp();
    },
    'music starts and stops without events': async (stage) => {
      const { id } = await stage.answered();
      const before = stage.events.story(id).length;
      await stage.requests.channels.startMoh(id);
      await stage.requests.channels.startMoh(id);
      await stage.requests.channels.stopMoh(id);
      await stage.requests.channels.stopMoh(id);
      await stage.requests.channels.hold(id);
      await stage.requests.channels.unhold(id);
      assert.deepEqual(
        stage.events
          .story(id)
          .slice(before)
          .filter((entry) => entry !== 'State:Up'),
        [],
      );
    },
    'music is heard before the answer, too': async (stage) => {
      const { channel } = await stage.incoming();
      await stage.requests.channels.startMoh(channel.id);
      await stage.requests.channels.stopMoh(channel.id);
    },
    'each direction can be muted': async (stage) => {
      const { id } = await stage.answered();
      for (const direction of ['in', 'out', 'both'] as const) {
        await stage.requests.channels.mute(id, direction);
        await stage.requests.channels.unmute(id, direction);
      }
    },
    'a variable is set, told and read': async (stage) => {
      const { id } = await stage.answered();
      await stage.requests.channels.setVariable(id, 'ZUOXI_NOTE', 'x y');
      const varset = await stage.events.sees('ChannelVarset', (event) => event.variable === 'ZUOXI_NOTE');
      assert.equal(varset.value, 'x y');
      assert.equal(varset.channel?.id, id);
      assert.equal(await stage.requests.channels.getVariable(id, 'ZUOXI_NOTE'), 'x y');
      assert.equal(await stage.requests.channels.getVariable(id, 'CALLERID(num)'), 'conf-1');
    },
    'a variable that was not set: 404': async (stage) => {
      const { id } = await stage.answered();
      await stage.refuses(404, stage.requests.channels.getVariable(id, 'ZUOXI_NOTHING'), 'an unknown variable');
    },
    'a function that does not exist: 500': async (stage) => {
      const { id } = await stage.answered();
      await stage.refuses(500, stage.requests.channels.getVariable(id, 'ZUOXI_NOTHING(x)'), 'an unknown function');
    },
    'statistics of its audio can be read': async (stage) => {
      const { id } = await stage.answered();
      const statistics = await stage.requests.channels.rtpStatistics(id);
      assert.equal(statistics.channel_uniqueid, id);
      for (const field of ['txcount', 'rxcount', 'rxjitter', 'rxploss', 'txoctetcount', 'rxoctetcount'] as const) {
        assert.equal(typeof statistics[field], 'number', field);
      }
    },
  }),
  ...group('snoop', {
    'enters the application as a channel of its own': async (stage) => {
      const { id } = await stage.answered();
      const snoopId = stage.id('snoop');
      const snoop = await stage.requests.channels.snoop(id, snoopId, { app: stage.engine.app, spy: 'both', appArgs: ['snoop', '1'] });
      assert.equal(snoop.id, snoopId);
      const start = await stage.events.sees('StasisStart', (event) => event.channel.id === snoopId);
      assert.deepEqual(start.args, ['snoop', '1']);
      assert.equal(start.channel.state, 'Up');
      assert.match(start.channel.name, new RegExp(`^Snoop/${id}-[0-9a-f]{8}$`));
      stage.inOrder(stage.events.story(snoopId), ['ChannelCreated', 'StasisStart']);
    },
    'ends with the channel it listens to': async (stage) => {
      const { call, id } = await stage.answered();
      const snoopId = stage.id('snoop');
      await stage.requests.channels.snoop(id, snoopId, { app: stage.engine.app, spy: 'in' });
      await call.hangsUp();
      await stage.destroyed(snoopId);
      stage.inOrder(stage.events.story(snoopId), ['StasisStart', 'StasisEnd', 'ChannelDestroyed']);
    },
    'is hung up and the channel it listened to goes on': async (stage) => {
      const { id } = await stage.answered();
      const snoopId = stage.id('snoop');
      await stage.requests.channels.snoop(id, snoopId, { app: stage.engine.app, spy: 'none', whisper: 'out' });
      await stage.requests.channels.hangup(snoopId);
      await stage.destroyed(snoopId);
      assert.equal((await stage.requests.channels.get(id)).state, 'Up');
    },
    'that neither spies nor whispers: 400': async (stage) => {
      const { id } = await stage.answered();
      const request = stage.requests.channels.snoop(id, stage.id('snoop'), { app: stage.engine.app, spy: 'none' });
      await stage.refuses(400, request, 'a snoop of nothing');
    },
    'with an id that is taken: 500': async (stage) => {
      const { id } = await stage.answered();
      const request = stage.requests.channels.snoop(id, id, { app: stage.engine.app, spy: 'in' });
      await stage.refuses(500, request, 'a snoop with the id of a channel');
    },
  }),
];
