import assert from 'node:assert/strict';
import type { Stage } from './case.ts';
import { group } from './case.ts';

// channels.json (create, dial, progress), res/ari/resource_channels.c, res/stasis/control.c (the dial bridge), channels/chan_pjsip.c;
// measured on Asterisk 22.10.

async function created(stage: Stage, name = 'conf-1') {
  const phone = await stage.registeredPhone(name);
  const channelId = stage.id(`made-${name}`);
  const channel = await stage.requests.channels.create({
    channelId,
    endpoint: `PJSIP/${name}`,
    app: stage.engine.app,
    appArgs: ['early'],
    variables: { 'CALLERID(all)': '"Ann" <13550602245>', 'CONNECTEDLINE(all,i)': '"Ann" <13550602245>' },
  });
  const { args } = await stage.events.sees('StasisStart', (event) => event.channel.id === channelId);
  assert.deepEqual(args, ['early']);
  return { phone, channel, id: channelId };
}

async function dialled(stage: Stage, timeoutS = 30) {
  const { phone, id } = await created(stage);
  await stage.requests.channels.dial(id, timeoutS);
  const call = await phone.isCalled();
  return { call, id };
}

const stateOf = async (stage: Stage, id: string) => (await stage.requests.channels.get(id)).state;

export const earlyCases = group('created channel', {
  'is in the application, and Down, before anybody is called': async (stage) => {
    const { channel, id } = await created(stage);
    assert.equal(channel.id, id);
    assert.equal(await stateOf(stage, id), 'Down');
    await stage.requests.channels.hangup(id);
    await stage.destroyed(id);
    assert.ok(!stage.events.story(id).some((entry) => entry.startsWith('Dial')));
  },
  'is dialled once, rings, and is Up when it is answered': async (stage) => {
    const { call, id } = await dialled(stage);
    await stage.refuses(404, stage.requests.channels.dial(stage.id('none'), 5), 'to dial nothing');
    await call.rings();
    await stage.events.sees('ChannelStateChange', (event) => event.channel.id === id && event.channel.state === 'Ringing');
    await stage.refuses(409, stage.requests.channels.dial(id, 5), 'to dial twice');
    await call.answers();
    await stage.events.sees('ChannelStateChange', (event) => event.channel.id === id && event.channel.state === 'Up');
    await stage.events.sees('Dial', (event) => event.peer.id === id && event.dialstatus === 'ANSWER');
    stage.inOrder(stage.events.story(id), ['StasisStart', 'State:Ringing', 'State:Up']);
    assert.equal(stage.events.story(id).filter((entry) => entry === 'StasisStart').length, 1);
  },
  'that the person declines ends with cause 21': async (stage) => {
    const { call, id } = await dialled(stage);
    await call.rings();
    await call.rejects(603);
    assert.equal((await stage.destroyed(id)).cause, 21);
  },
  'whose time is over is cancelled, and ends unanswered': async (stage) => {
    const { call, id } = await dialled(stage, 1);
    await call.rings();
    await call.isCancelled();
    const { cause, channel } = await stage.destroyed(id);
    assert.ok(cause === 19 || cause === 0, `cause ${cause}`);
    assert.notEqual(channel.state, 'Up');
  },
  'says that the network has something to say (183), and when that is heard': async (stage) => {
    const { call, id } = await dialled(stage);
    await stage.requests.channels.setVariable(id, 'TALK_DETECT(set)', '600');
    await call.hasEarlyMedia();
    await stage.events.sees('Dial', (event) => event.peer.id === id && event.dialstatus === 'PROGRESS');
    await stage.engine.pass(300);
    assert.ok(!stage.events.story(id).includes('ChannelTalkingStarted'), 'silence is no sound');
    await call.talks();
    await stage.events.sees('ChannelTalkingStarted', (event) => event.channel.id === id);
    assert.notEqual(await stateOf(stage, id), 'Up');
    await call.fallsSilent();
  },
  'can be put into a bridge before it is answered, and out of it': async (stage) => {
    const { id: listener } = await stage.answered('conf-2');
    const { call, id } = await dialled(stage);
    await call.hasEarlyMedia();
    await stage.events.sees('Dial', (event) => event.peer.id === id && event.dialstatus === 'PROGRESS');
    const bridgeId = stage.id('early');
    await stage.requests.bridges.create(bridgeId);
    await stage.requests.bridges.addChannel(bridgeId, [listener, id]);
    await stage.events.sees('ChannelEnteredBridge', (event) => event.channel?.id === id && event.bridge.id === bridgeId);
    await stage.requests.bridges.destroy(bridgeId);
    await call.answers();
    await stage.events.sees('ChannelStateChange', (event) => event.channel.id === id && event.channel.state === 'Up');
    const talk = stage.id('talk');
    await stage.requests.bridges.create(talk);
    await stage.requests.bridges.addChannel(talk, [listener, id]);
    await stage.events.sees('ChannelEnteredBridge', (event) => event.channel?.id === id && event.bridge.id === talk);
    await stage.requests.bridges.destroy(talk);
  },
  'a caller who was not answered is told to listen': async (stage) => {
    const { call, channel } = await stage.incoming();
    await stage.requests.channels.progress(channel.id);
    await call.hearsProgress();
    assert.equal(await stateOf(stage, channel.id), 'Ring');
  },
});
