import assert from 'node:assert/strict';
import { group, type Stage } from './case.ts';

// channels.json (playWithId), playbacks.json, events.json (PlaybackStarted, PlaybackContinuing, PlaybackFinished),
// res/res_stasis_playback.c (play_on_channel, playback_final_update).

function storyOf(stage: Stage, playbackId: string): string[] {
  return stage.events.recent.filter((event) => 'playback' in event && event.playback.id === playbackId).map((event) => event.type);
}

const isOf = (playbackId: string) => (event: { playback: { id: string } }) => event.playback.id === playbackId;

export const playbackCases = group('playback', {
  'starts and finishes': async (stage) => {
    const { id: channelId } = await stage.answered();
    const id = stage.id('p');
    const playback = await stage.requests.channels.play(channelId, id, [stage.engine.sounds.short]);
    assert.equal(playback.id, id);
    assert.equal(playback.media_uri, stage.engine.sounds.short);
    assert.equal(playback.target_uri, `channel:${channelId}`);
    assert.ok(['queued', 'playing'].includes(playback.state), playback.state);
    const started = await stage.events.sees('PlaybackStarted', isOf(id));
    assert.equal(started.playback.state, 'playing');
    const finished = await stage.events.sees('PlaybackFinished', isOf(id));
    assert.equal(finished.playback.state, 'done');
    assert.deepEqual(storyOf(stage, id), ['PlaybackStarted', 'PlaybackFinished']);
  },
  'is stopped: it finishes as done': async (stage) => {
    const { id: channelId } = await stage.answered();
    const id = stage.id('p');
    await stage.requests.channels.play(channelId, id, [stage.engine.sounds.long]);
    await stage.events.sees('PlaybackStarted', isOf(id));
    await stage.requests.playbacks.stop(id);
    const finished = await stage.events.sees('PlaybackFinished', isOf(id));
    assert.equal(finished.playback.state, 'done');
    await stage.refuses(404, stage.requests.playbacks.stop(id), 'stopping it again');
  },
  'of a tone goes on until it is stopped': async (stage) => {
    const { id: channelId } = await stage.answered();
    const id = stage.id('p');
    await stage.requests.channels.play(channelId, id, ['tone:ring;tonezone=cn']);
    await stage.events.sees('PlaybackStarted', isOf(id));
    await stage.engine.pass(200);
    await stage.requests.playbacks.stop(id);
    await stage.events.sees('PlaybackFinished', isOf(id));
  },
  'of a sound nobody has fails': async (stage) => {
    const { id: channelId } = await stage.answered();
    const id = stage.id('p');
    await stage.requests.channels.play(channelId, id, ['sound:zuoxi-no-such-sound']);
    const finished = await stage.events.sees('PlaybackFinished', isOf(id));
    assert.equal(finished.playback.state, 'failed');
  },
  'of two sounds plays one after the other': async (stage) => {
    const { id: channelId } = await stage.answered();
    const id = stage.id('p');
    const { short } = stage.engine.sounds;
    await stage.requests.channels.play(channelId, id, [short, short]);
    const continuing = await stage.events.sees('PlaybackContinuing', isOf(id));
    assert.equal(continuing.playback.id, id);
    const finished = await stage.events.sees('PlaybackFinished', isOf(id));
    assert.equal(finished.playback.state, 'done');
    assert.equal(storyOf(stage, id)[0], 'PlaybackStarted');
    assert.equal(storyOf(stage, id).at(-1), 'PlaybackFinished');
  },
  'tells the start of each of two sounds': async (stage) => {
    const { id: channelId } = await stage.answered();
    const id = stage.id('p');
    const { short } = stage.engine.sounds;
    await stage.requests.channels.play(channelId, id, [short, short]);
    await stage.events.sees('PlaybackFinished', isOf(id));
    assert.deepEqual(storyOf(stage, id), ['PlaybackStarted', 'PlaybackContinuing', 'PlaybackStarted', 'PlaybackFinished']);
  },
  'waits for the one before it': async (stage) => {
    const { id: channelId } = await stage.answered();
    const [first, second] = [stage.id('p1'), stage.id('p2')];
    await stage.requests.channels.play(channelId, first, [stage.engine.sounds.long]);
    await stage.requests.channels.play(channelId, second, [stage.engine.sounds.short]);
    await stage.events.sees('PlaybackStarted', isOf(first));
    assert.deepEqual(storyOf(stage, second), []);
    await stage.requests.playbacks.stop(first);
    await stage.events.sees('PlaybackFinished', isOf(second));
    stage.inOrder(
      stage.events.recent.flatMap((event) => ('playback' in event ? [`${event.type} ${event.playback.id}`] : [])),
      [`PlaybackFinished ${first}`, `PlaybackStarted ${second}`],
    );
  },
  'before the answer is early media': async (stage) => {
    const { channel } = await stage.incoming();
    const id = stage.id('p');
    await stage.requests.channels.play(channel.id, id, [stage.engine.sounds.short]);
    await stage.events.sees('PlaybackFinished', isOf(id));
    assert.equal((await stage.requests.channels.get(channel.id)).state, 'Ring');
  },
  'ends as failed when its call hangs up, before the call is destroyed': async (stage) => {
    const { call, id: channelId } = await stage.answered();
    const id = stage.id('p');
    await stage.requests.channels.play(channelId, id, [stage.engine.sounds.long]);
    await stage.events.sees('PlaybackStarted', isOf(id));
    await call.hangsUp();
    const finished = await stage.events.sees('PlaybackFinished', isOf(id));
    assert.equal(finished.playback.state, 'failed');
    await stage.destroyed(channelId);
    stage.inOrder(stage.events.story(channelId), ['PlaybackFinished', 'StasisEnd', 'ChannelDestroyed']);
  },
  'is paused, goes on, and knows no other operations: 400': async (stage) => {
    const { id: channelId } = await stage.answered();
    const id = stage.id('p');
    await stage.requests.channels.play(channelId, id, [stage.engine.sounds.long]);
    await stage.events.sees('PlaybackStarted', isOf(id));
    await stage.requests.playbacks.control(id, 'pause');
    await stage.requests.playbacks.control(id, 'unpause');
    await stage.requests.playbacks.control(id, 'restart');
    const jump = await stage.engine.transport.call({ method: 'POST', uri: `playbacks/${id}/control`, query: { operation: 'jump' } });
    assert.equal(jump.status_code, 400);
  },
  'that does not exist: 404': async (stage) => {
    await stage.refuses(404, stage.requests.playbacks.stop(stage.id('none')), 'stop');
    await stage.refuses(404, stage.requests.playbacks.control(stage.id('none'), 'pause'), 'control');
  },
});
