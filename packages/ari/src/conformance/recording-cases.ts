import assert from 'node:assert/strict';
import { group, type Stage } from './case.ts';

// channels.json (record), recordings.json, events.json (RecordingStarted, RecordingFinished, RecordingFailed),
// res/res_stasis_recording.c, res/ari/resource_recordings.c.

const isOf = (name: string) => (event: { recording: { name: string } }) => event.recording.name === name;

/** Starts a recording and waits until it runs. */
async function recorded(stage: Stage, channelId: string, name: string, options: { maxDurationSeconds?: number } = {}): Promise<void> {
  const recording = await stage.requests.channels.record(channelId, { name, ...options });
  assert.equal(recording.name, name);
  assert.equal(recording.format, 'wav');
  assert.equal(recording.target_uri, `channel:${channelId}`);
  assert.ok(['queued', 'recording'].includes(recording.state), recording.state);
  const started = await stage.events.sees('RecordingStarted', isOf(name));
  assert.equal(started.recording.state, 'recording');
}

async function snooped(stage: Stage, channelId: string): Promise<string> {
  const snoopId = stage.id('snoop');
  await stage.requests.channels.snoop(channelId, snoopId, { app: stage.engine.app, spy: 'both' });
  await stage.events.sees('StasisStart', (event) => event.channel.id === snoopId);
  return snoopId;
}

const isStored = async (stage: Stage, name: string) => (await stage.requests.recordings.listStored()).some((one) => one.name === name);

export const recordingCases = group('recording', {
  'of a call is live, is stopped, finishes with its duration and is stored': async (stage) => {
    const { id } = await stage.answered();
    const name = stage.id('rec');
    await recorded(stage, id, name);
    assert.equal((await stage.requests.recordings.getLive(name)).state, 'recording');
    await stage.engine.pass(1300);
    await stage.requests.recordings.stop(name);
    const { recording } = await stage.events.sees('RecordingFinished', isOf(name));
    assert.equal(recording.state, 'done');
    assert.equal(recording.duration, 1);
    assert.ok(await isStored(stage, name));
    await stage.refuses(404, stage.requests.recordings.getLive(name), 'the live recording after its end');
    await stage.refuses(404, stage.requests.recordings.stop(name), 'stopping it again');
    await stage.requests.recordings.deleteStored(name);
    assert.ok(!(await isStored(stage, name)));
    await stage.refuses(404, stage.requests.recordings.deleteStored(name), 'deleting it again');
  },
  'can be fetched as a WAV file, over HTTP only': async (stage) => {
    const { id } = await stage.answered();
    const name = stage.id('rec');
    await recorded(stage, id, name);
    await stage.engine.pass(300);
    await stage.requests.recordings.stop(name);
    await stage.events.sees('RecordingFinished', isOf(name));
    const overWebSocket = await stage.engine.transport.call({ method: 'GET', uri: `recordings/stored/${name}/file` });
    assert.equal(overWebSocket.status_code, 406);
    const file = await stage.engine.storedFile?.(name);
    if (file) {
      assert.equal(file.toString('latin1', 0, 4), 'RIFF');
      assert.equal(file.toString('latin1', 8, 12), 'WAVE');
      assert.ok(file.length > 44, 'there is no audio in it');
    }
    await stage.requests.recordings.deleteStored(name);
  },
  'of a snoop runs while its call is in a bridge': async (stage) => {
    const { id } = await stage.answered();
    const bridgeId = stage.id('b');
    await stage.requests.bridges.create(bridgeId);
    await stage.requests.bridges.addChannel(bridgeId, [id]);
    const snoopId = await snooped(stage, id);
    const name = stage.id('rec');
    await recorded(stage, snoopId, name);
    await stage.engine.pass(1200);
    await stage.requests.recordings.stop(name);
    const { recording } = await stage.events.sees('RecordingFinished', isOf(name));
    assert.equal(recording.duration, 1);
    await stage.requests.recordings.deleteStored(name);
  },
  'of a snoop finishes when the call it listens to hangs up': async (stage) => {
    const { call, id } = await stage.answered();
    const snoopId = await snooped(stage, id);
    const name = stage.id('rec');
    await recorded(stage, snoopId, name);
    await stage.engine.pass(1200);
    await call.hangsUp();
    const { recording } = await stage.events.sees('RecordingFinished', isOf(name));
    assert.equal(recording.state, 'done');
    assert.equal(recording.duration, 1);
    await stage.destroyed(snoopId);
    stage.inOrder(stage.events.story(snoopId), ['RecordingStarted', 'RecordingFinished', 'StasisEnd', 'ChannelDestroyed']);
    assert.ok(await isStored(stage, name));
    await stage.requests.recordings.deleteStored(name);
  },
  'of a call in a bridge fails': async (stage) => {
    const { id } = await stage.answered();
    const bridgeId = stage.id('b');
    await stage.requests.bridges.create(bridgeId);
    await stage.requests.bridges.addChannel(bridgeId, [id]);
    const name = stage.id('rec');
    await stage.requests.channels.record(id, { name });
    const { recording } = await stage.events.sees('RecordingFailed', isOf(name));
    assert.equal(recording.state, 'failed');
    assert.equal(recording.cause, 'Cannot record channel while in bridge');
  },
  'ends by itself at its longest duration': async (stage) => {
    const { id } = await stage.answered();
    const name = stage.id('rec');
    await recorded(stage, id, name, { maxDurationSeconds: 1 });
    const { recording } = await stage.events.sees('RecordingFinished', isOf(name));
    // Whole seconds; Asterisk counts those of the wall clock that have begun.
    assert.ok(recording.duration === 1 || recording.duration === 2, `duration ${recording.duration}`);
    await stage.requests.recordings.deleteStored(name);
  },
  'is paused and goes on': async (stage) => {
    const { id } = await stage.answered();
    const name = stage.id('rec');
    await recorded(stage, id, name);
    await stage.requests.recordings.pause(name);
    assert.equal((await stage.requests.recordings.getLive(name)).state, 'paused');
    await stage.requests.recordings.unpause(name);
    assert.equal((await stage.requests.recordings.getLive(name)).state, 'recording');
    await stage.requests.recordings.stop(name);
    await stage.events.sees('RecordingFinished', isOf(name));
    await stage.requests.recordings.deleteStored(name);
  },
  'that is thrown away is not stored': async (stage) => {
    const { id } = await stage.answered();
    const name = stage.id('rec');
    await recorded(stage, id, name);
    const cancelled = await stage.engine.transport.call({ method: 'DELETE', uri: `recordings/live/${name}` });
    assert.equal(cancelled.status_code, 204);
    await stage.events.sees('RecordingFinished', isOf(name));
    assert.ok(!(await isStored(stage, name)));
  },
  'with a name that exists: 409, unless it may be overwritten': async (stage) => {
    const { id } = await stage.answered();
    const name = stage.id('rec');
    await recorded(stage, id, name);
    await stage.refuses(409, stage.requests.channels.record(id, { name }), 'a live recording of the same name');
    await stage.requests.recordings.stop(name);
    await stage.events.sees('RecordingFinished', isOf(name));
    await stage.refuses(409, stage.requests.channels.record(id, { name, ifExists: 'fail' }), 'a stored recording of the same name');
    await stage.requests.channels.record(id, { name, ifExists: 'overwrite' });
    await stage.requests.recordings.stop(name);
  },
  'with parameters nobody knows: 400 and 422': async (stage) => {
    const { id } = await stage.answered();
    const record = (query: Record<string, string>) =>
      stage.engine.transport.call({
        method: 'POST',
        uri: `channels/${id}/record`,
        query: { name: stage.id('r'), format: 'wav', ...query },
      });
    assert.equal((await record({ terminateOn: 'x' })).status_code, 400);
    assert.equal((await record({ ifExists: 'x' })).status_code, 400);
    assert.equal((await record({ maxDurationSeconds: '-1' })).status_code, 400);
    assert.equal((await record({ format: 'nonsense' })).status_code, 422);
  },
  'that does not exist: 404': async (stage) => {
    const name = stage.id('none');
    const { recordings } = stage.requests;
    await stage.refuses(404, recordings.getLive(name), 'getLive');
    await stage.refuses(404, recordings.stop(name), 'stop');
    await stage.refuses(404, recordings.pause(name), 'pause');
    await stage.refuses(404, recordings.unpause(name), 'unpause');
    await stage.refuses(404, recordings.deleteStored(name), 'deleteStored');
  },
});
