import assert from 'node:assert/strict';
import { group, type Stage } from './case.ts';

// bridges.json (create, get, destroy, addChannel, removeChannel), events.json (BridgeCreated, ChannelEnteredBridge …),
// res/ari/resource_bridges.c (find_channel_control: 400 and 422).

/** What happened to one bridge, in order. */
function storyOf(stage: Stage, bridgeId: string): string[] {
  return stage.events.recent.filter((event) => 'bridge' in event && event.bridge.id === bridgeId).map((event) => event.type);
}

export const bridgeCases = group('bridge', {
  'is created with the given id and told': async (stage) => {
    const id = stage.id('b');
    const bridge = await stage.requests.bridges.create(id, 'talk');
    assert.equal(bridge.id, id);
    assert.equal(bridge.name, 'talk');
    assert.equal(bridge.bridge_type, 'mixing');
    assert.equal(bridge.bridge_class, 'stasis');
    assert.equal(bridge.creator, 'Stasis');
    assert.deepEqual(bridge.channels, []);
    assert.equal(typeof bridge.technology, 'string');
    assert.match(bridge.creationtime, /^\d{4}-\d\d-\d\dT.*[+-]\d{4}$/);
    await stage.events.sees('BridgeCreated', (event) => event.bridge.id === id);
    assert.ok((await stage.requests.bridges.list()).some((one) => one.id === id));
    assert.equal((await stage.requests.bridges.get(id)).id, id);
  },
  'with an id that is taken: 409': async (stage) => {
    const id = stage.id('b');
    await stage.requests.bridges.create(id);
    await stage.refuses(409, stage.requests.bridges.create(id), 'the same bridge twice');
  },
  'joins two calls, and they leave it one by one': async (stage) => {
    const one = await stage.answered('conf-1');
    const two = await stage.answered('conf-2');
    const id = stage.id('b');
    await stage.requests.bridges.create(id);
    await stage.requests.bridges.addChannel(id, [one.id, two.id]);
    await stage.events.sees('ChannelEnteredBridge', (event) => event.channel?.id === two.id && event.bridge.id === id);
    const joined = await stage.requests.bridges.get(id);
    assert.deepEqual([...joined.channels].sort(), [one.id, two.id].sort());
    // Not `native_rtp`, which leaves a direction of some recordings silent.
    assert.equal(joined.technology, 'simple_bridge');
    await stage.requests.bridges.removeChannel(id, [one.id]);
    const left = await stage.events.sees('ChannelLeftBridge', (event) => event.channel.id === one.id);
    assert.deepEqual(left.bridge.channels, [two.id]);
    assert.equal((await stage.requests.channels.get(one.id)).state, 'Up');
    await stage.requests.bridges.destroy(id);
    await stage.events.sees('BridgeDestroyed', (event) => event.bridge.id === id);
    assert.deepEqual(storyOf(stage, id), [
      'BridgeCreated',
      'ChannelEnteredBridge',
      'ChannelEnteredBridge',
      'ChannelLeftBridge',
      'ChannelLeftBridge',
      'BridgeDestroyed',
    ]);
    assert.equal((await stage.requests.channels.get(two.id)).state, 'Up');
  },
  'is left by a call that hangs up, and lives on': async (stage) => {
    const { call, id: channelId } = await stage.answered();
    const id = stage.id('b');
    await stage.requests.bridges.create(id);
    await stage.requests.bridges.addChannel(id, [channelId]);
    await stage.events.sees('ChannelEnteredBridge', (event) => event.channel?.id === channelId);
    await call.hangsUp();
    await stage.destroyed(channelId);
    stage.inOrder(stage.events.story(channelId), ['ChannelEnteredBridge', 'ChannelLeftBridge', 'StasisEnd', 'ChannelDestroyed']);
    assert.deepEqual((await stage.requests.bridges.get(id)).channels, []);
  },
  'gives its call to another bridge': async (stage) => {
    const { id: channelId } = await stage.answered();
    const [first, second] = [stage.id('b1'), stage.id('b2')];
    for (const id of [first, second]) {
      await stage.requests.bridges.create(id);
      await stage.requests.bridges.addChannel(id, [channelId]);
    }
    await stage.events.sees('ChannelEnteredBridge', (event) => event.bridge.id === second);
    assert.deepEqual(storyOf(stage, first), ['BridgeCreated', 'ChannelEnteredBridge', 'ChannelLeftBridge']);
    assert.deepEqual((await stage.requests.bridges.get(second)).channels, [channelId]);
  },
  'takes no channel that does not exist: 400': async (stage) => {
    const id = stage.id('b');
    await stage.requests.bridges.create(id);
    await stage.refuses(400, stage.requests.bridges.addChannel(id, [stage.id('none')]), 'adding an unknown channel');
  },
  'takes no channel that has hung up: 400': async (stage) => {
    const { call, id: channelId } = await stage.answered();
    const id = stage.id('b');
    await stage.requests.bridges.create(id);
    await call.hangsUp();
    await stage.destroyed(channelId);
    await stage.refuses(400, stage.requests.bridges.addChannel(id, [channelId]), 'adding a channel that is gone');
  },
  'takes no channel that is not in an application: 422': async (stage) => {
    const { id: channelId, call } = await stage.dialled();
    await call.rings();
    const id = stage.id('b');
    await stage.requests.bridges.create(id);
    await stage.refuses(422, stage.requests.bridges.addChannel(id, [channelId]), 'adding a channel that rings');
  },
  'takes no channel that records: 409': async (stage) => {
    const { id: channelId } = await stage.answered();
    const id = stage.id('b');
    await stage.requests.bridges.create(id);
    const name = stage.id('rec');
    await stage.requests.channels.record(channelId, { name });
    await stage.events.sees('RecordingStarted', (event) => event.recording.name === name);
    await stage.refuses(409, stage.requests.bridges.addChannel(id, [channelId]), 'adding a channel that records');
  },
  'lets no channel go that is not in it: 422': async (stage) => {
    const { id: channelId } = await stage.answered();
    const id = stage.id('b');
    await stage.requests.bridges.create(id);
    await stage.refuses(422, stage.requests.bridges.removeChannel(id, [channelId]), 'removing a channel from outside');
  },
  'that does not exist: 404': async (stage) => {
    const { bridges } = stage.requests;
    const id = stage.id('none');
    await stage.refuses(404, bridges.get(id), 'get');
    await stage.refuses(404, bridges.destroy(id), 'destroy');
    await stage.refuses(404, bridges.addChannel(id, [stage.id('x')]), 'addChannel');
    await stage.refuses(404, bridges.removeChannel(id, [stage.id('x')]), 'removeChannel');
  },
});
