import assert from 'node:assert/strict';
import { group, type Stage } from './case.ts';

// channels.json errorResponses; find_control (404, 409) and channel_state_invalid (412) of res/ari/resource_channels.c.

/** Every request about one channel that call control makes. */
function requestsAbout(stage: Stage, id: string): Record<string, () => Promise<unknown>> {
  const { channels } = stage.requests;
  return {
    answer: () => channels.answer(id),
    ring: () => channels.ring(id),
    ringStop: () => channels.ringStop(id),
    hold: () => channels.hold(id),
    unhold: () => channels.unhold(id),
    mute: () => channels.mute(id, 'in'),
    unmute: () => channels.unmute(id, 'in'),
    startMoh: () => channels.startMoh(id),
    stopMoh: () => channels.stopMoh(id),
    dtmf: () => channels.dtmf(id, '1'),
    play: () => channels.play(id, stage.id('p'), [stage.engine.sounds.short]),
    record: () => channels.record(id, { name: stage.id('r') }),
    setVariable: () => channels.setVariable(id, 'A', 'b'),
  };
}

export const errorCases = group('channel', {
  'that does not exist: 404 for every request': async (stage) => {
    const { channels } = stage.requests;
    const id = stage.id('none');
    const all = {
      ...requestsAbout(stage, id),
      get: () => channels.get(id),
      hangup: () => channels.hangup(id),
      getVariable: () => channels.getVariable(id, 'A'),
      snoop: () => channels.snoop(id, stage.id('s'), { app: stage.engine.app, spy: 'both' }),
      rtpStatistics: () => channels.rtpStatistics(id),
    };
    for (const [name, request] of Object.entries(all)) {
      const error = await stage.refuses(404, request(), name);
      assert.match(error.message, /channel (was )?not found/i);
    }
  },
  'that has hung up: 404': async (stage) => {
    const { call, id } = await stage.answered();
    await call.hangsUp();
    await stage.destroyed(id);
    await stage.refuses(404, stage.requests.channels.get(id), 'get');
    await stage.refuses(404, stage.requests.channels.hangup(id), 'hangup');
    await stage.refuses(404, stage.requests.channels.startMoh(id), 'startMoh');
  },
  'that rings and is not in the application: 409': async (stage) => {
    const { call, id } = await stage.dialled();
    await call.rings();
    await stage.events.sees('ChannelStateChange', (event) => event.channel.id === id && event.channel.state === 'Ringing');
    const { setVariable, ...others } = requestsAbout(stage, id);
    assert.ok(setVariable);
    for (const [name, request] of Object.entries(others)) await stage.refuses(409, request(), name);
  },
  'that is not in the application takes no variable: 409': async (stage) => {
    const { call, id } = await stage.dialled();
    await call.rings();
    await stage.refuses(409, stage.requests.channels.setVariable(id, 'A', 'b'), 'setVariable');
  },
  'is asked for nonsense: 400': async (stage) => {
    const { id } = await stage.answered();
    const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, query: Record<string, string> = {}) =>
      stage.engine.transport.call({ method, uri: `channels/${id}${path}`, query });
    assert.equal((await ask('DELETE', '', { reason: 'whim' })).status_code, 400);
    assert.equal((await ask('DELETE', '', { reason: 'normal', reason_code: '17' })).status_code, 400);
    assert.equal((await ask('POST', '/mute', { direction: 'sideways' })).status_code, 400);
    assert.equal((await ask('POST', '/dtmf')).status_code, 400);
    assert.equal((await ask('GET', '/variable')).status_code, 400);
    assert.equal((await ask('POST', '/play/x', { media: stage.engine.sounds.short, skipms: '-1' })).status_code, 400);
    assert.equal((await stage.requests.channels.get(id)).state, 'Up');
  },
  'is hung up with a code of its own': async (stage) => {
    const { id } = await stage.answered();
    const reply = await stage.engine.transport.call({ method: 'DELETE', uri: `channels/${id}`, query: { reason_code: '38' } });
    assert.equal(reply.status_code, 204);
    assert.equal((await stage.destroyed(id)).cause, 38);
  },
});
