import assert from 'node:assert/strict';
import { group } from './case.ts';

// funcs/func_talkdetect.c, events.json (ChannelTalkingStarted, ChannelTalkingFinished); measured on Asterisk 22.10.

export const talkCases = [
  ...group('talk', {
    'is told when it begins and when it has ended, with its length': async (stage) => {
      const { call, id } = await stage.answered();
      await stage.requests.channels.setVariable(id, 'TALK_DETECT(set)', '400,256');
      await stage.engine.pass(500);
      assert.ok(!stage.events.story(id).includes('ChannelTalkingStarted'), 'silence is no talk');
      await call.talks();
      await stage.events.sees('ChannelTalkingStarted', (event) => event.channel.id === id);
      await stage.engine.pass(600);
      await call.fallsSilent();
      const { duration } = await stage.events.sees('ChannelTalkingFinished', (event) => event.channel.id === id);
      assert.ok(duration > 450 && duration < 1_200, `duration ${duration}`);
    },
    'goes on over a pause that is shorter than the silence asked for': async (stage) => {
      const { call, id } = await stage.answered();
      await stage.requests.channels.setVariable(id, 'TALK_DETECT(set)', '800');
      await call.talks();
      await stage.events.sees('ChannelTalkingStarted', (event) => event.channel.id === id);
      await call.fallsSilent();
      await stage.engine.pass(300);
      await call.talks();
      await stage.engine.pass(700);
      assert.equal(stage.events.story(id).filter((entry) => entry.startsWith('ChannelTalking')).length, 1);
      await call.fallsSilent();
    },
    'is told no more after it was removed': async (stage) => {
      const { call, id } = await stage.answered();
      await stage.requests.channels.setVariable(id, 'TALK_DETECT(set)', '200');
      await stage.requests.channels.setVariable(id, 'TALK_DETECT(remove)', '');
      await call.talks();
      await stage.engine.pass(300);
      await call.fallsSilent();
      await stage.engine.pass(400);
      assert.ok(!stage.events.story(id).some((entry) => entry.startsWith('ChannelTalking')));
    },
    'is no variable: it is not told, cannot be read, and unknown actions are taken without a word': async (stage) => {
      const { id } = await stage.answered();
      await stage.requests.channels.setVariable(id, 'TALK_DETECT(set)', '');
      await stage.requests.channels.setVariable(id, 'TALK_DETECT(whatever)', '1');
      assert.ok(!stage.events.recent.some((event) => event.type === 'ChannelVarset' && event.variable.startsWith('TALK_DETECT')));
      await assert.rejects(stage.requests.channels.getVariable(id, 'TALK_DETECT(set)'), { status: 500 });
    },
  }),
];
