import assert from 'node:assert/strict';
import type { Stage } from './case.ts';
import { group } from './case.ts';

// core_local.c, channels.json (originate, otherChannelId); measured on Asterisk 22.10.

async function called(stage: Stage, exten = '8700') {
  const [one, two] = [stage.id('local-1'), stage.id('local-2')];
  const made = await stage.requests.channels.originate({
    channelId: one,
    otherChannelId: two,
    endpoint: `Local/${exten}@zuoxi/n`,
    app: stage.engine.app,
    appArgs: ['leg'],
    callerId: '"Ann" <13550602245>',
    timeoutS: 30,
  });
  assert.equal(made.id, one);
  const { args, channel } = await stage.events.sees('StasisStart', (event) => event.channel.id === two);
  return { one, two, args, channel };
}

async function answered(stage: Stage) {
  const call = await called(stage);
  await stage.requests.channels.answer(call.two);
  const { args } = await stage.events.sees('StasisStart', (event) => event.channel.id === call.one);
  assert.deepEqual(args, ['leg']);
  return call;
}

export const localCases = group('local channel', {
  'comes in as a call to its number, from the caller it was given': async (stage) => {
    const { one, args, channel } = await called(stage);
    assert.deepEqual(args, []);
    assert.equal(channel.state, 'Ring');
    assert.equal(channel.dialplan.exten, '8700');
    assert.equal(channel.caller.number, '13550602245');
    assert.match(channel.name, /^Local\/8700@zuoxi-[0-9a-f]{8};2$/);
    assert.ok(!stage.events.story(one).includes('StasisStart'), 'the first half waits for the answer');
    await stage.requests.channels.hangup(one);
    await stage.destroyed(channel.id);
  },
  'is Up at both ends when it is answered, and its first half enters the application': async (stage) => {
    const { one, two } = await answered(stage);
    for (const id of [one, two]) assert.equal((await stage.requests.channels.get(id)).state, 'Up');
    await stage.requests.channels.hangup(two);
    await stage.destroyed(one);
  },
  'ends as a whole, whichever half is hung up': async (stage) => {
    const { one, two } = await answered(stage);
    await stage.requests.channels.hangup(one);
    await stage.destroyed(one);
    await stage.destroyed(two);
    await stage.goneFromList(two);
  },
  'refused before its answer is gone at both ends': async (stage) => {
    const { one, two } = await called(stage);
    await stage.requests.channels.hangup(two, 'unallocated');
    await stage.destroyed(one);
    await stage.destroyed(two);
  },
  'says at one end what is played at the other': async (stage) => {
    const { one, two } = await answered(stage);
    await stage.requests.channels.setVariable(two, 'TALK_DETECT(set)', '400,256');
    await stage.requests.channels.play(one, stage.id('said'), ['tone:ring']);
    await stage.events.sees('ChannelTalkingStarted', (event) => event.channel.id === two);
    await stage.requests.channels.hangup(two);
    await stage.destroyed(one);
  },
  'with an id that is taken is refused': async (stage) => {
    const { one, two } = await answered(stage);
    const again = { endpoint: 'Local/8700@zuoxi/n', app: stage.engine.app };
    await stage.refuses(409, stage.requests.channels.originate({ ...again, channelId: one }), 'to take an id');
    await stage.requests.channels.hangup(two);
    await stage.destroyed(one);
  },
});
