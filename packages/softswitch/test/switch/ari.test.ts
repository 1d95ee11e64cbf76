import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AriClient, AriFiles } from '@zuoxi/ari';
import { silentLogger, systemClock } from '@zuoxi/kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { silentWav } from '../media/tone-detector.ts';
import { House, NOTHING_OPEN } from './house.ts';
import type { PhoneCall, TestPhone } from './test-phone.ts';

let house: House;
let phone: TestPhone;
beforeEach(async () => {
  house = await House.open();
  phone = await house.registered('demo-8001');
});
afterEach(async () => {
  await house.close();
});

const files = (): AriFiles => new AriFiles(House.url(house.softswitch));

async function answeredCall(): Promise<{ call: PhoneCall; id: string }> {
  const call = await phone.calls('8002');
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  await call.isAnswered();
  return { call, id: channel.id };
}

async function http(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`http://127.0.0.1:${house.softswitch.ariPort}/ari/${path}`, {
    method,
    headers: { authorization: `Basic ${btoa('zuoxi:secret')}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
}

describe('prompts', () => {
  test('an uploaded prompt is played to its end', async () => {
    await files().putSound('demo/welcome', silentWav(100));
    const { id } = await answeredCall();
    const playback = await house.ari.requests.channels.play(id, 'p1', ['sound:demo/welcome', 'sound:demo/welcome']);
    expect(playback).toMatchObject({ id: 'p1', state: 'queued', media_uri: 'sound:demo/welcome', target_uri: `channel:${id}` });
    expect(await house.sees('PlaybackFinished')).toMatchObject({ playback: { id: 'p1', state: 'done' } });
    const story = house.events.filter((event) => event.type.startsWith('Playback')).map((event) => event.type);
    expect(story).toEqual(['PlaybackStarted', 'PlaybackContinuing', 'PlaybackStarted', 'PlaybackFinished']);
  });

  test('a prompt that does not exist ends as failed', async () => {
    const { id } = await answeredCall();
    await house.ari.requests.channels.play(id, 'p1', ['sound:nothing']);
    expect(await house.sees('PlaybackFinished')).toMatchObject({ playback: { state: 'failed' } });
  });

  test('a ringing tone plays until it is stopped, and before the answer it is early media', async () => {
    const call = await phone.calls('8002');
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.play(channel.id, 'p1', ['tone:ring;tonezone=cn']);
    const early = await call.hears(183);
    expect(early.body).toContain('m=audio');
    await house.sees('PlaybackStarted');
    await house.ari.requests.playbacks.control('p1', 'pause');
    await house.ari.requests.playbacks.stop('p1');
    expect(await house.sees('PlaybackFinished')).toMatchObject({ playback: { state: 'done' } });
    await expect(house.ari.requests.playbacks.stop('p1')).rejects.toMatchObject({ status: 404 });
  });

  test('prompts of one channel play one after the other; a hang-up ends them all', async () => {
    const { call, id } = await answeredCall();
    await house.ari.requests.channels.play(id, 'p1', ['tone:ring']);
    await house.ari.requests.channels.play(id, 'p2', ['tone:busy']);
    await house.sees('PlaybackStarted', (event) => event.playback.id === 'p1');
    await house.ari.requests.playbacks.stop('p1');
    await house.sees('PlaybackStarted', (event) => event.playback.id === 'p2');
    await call.hangsUp();
    expect(await house.sees('PlaybackFinished', (event) => event.playback.id === 'p2')).toMatchObject({ playback: { state: 'failed' } });
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test.each(['../secret', 'a/../../b', '/etc/passwd', '.hidden', 'a\\..\\b', 'x'.repeat(300)])(
    'the name %j never leaves the folder',
    async (name) => {
      const response = await http('GET', `sounds/${encodeURIComponent(name)}`);
      expect(response.status).toBe(404);
      await expect(files().putSound(name, silentWav(10))).rejects.toMatchObject({
        status: expect.toSatisfy((s: number) => s === 400 || s === 404),
      });
    },
  );

  test('what is no WAV is refused', async () => {
    await expect(files().putSound('x', Buffer.from('hello'.repeat(20)))).rejects.toMatchObject({ status: 422 });
  });
});

describe('recordings', () => {
  test('a channel is recorded; a hang-up ends the recording before the call', async () => {
    const { call, id } = await answeredCall();
    const live = await house.ari.requests.channels.record(id, { name: 'vm/one' });
    expect(live).toMatchObject({ name: 'vm/one', format: 'wav', state: 'queued', target_uri: `channel:${id}` });
    await house.sees('RecordingStarted');
    await expect(house.ari.requests.channels.record(id, { name: 'vm/one' })).rejects.toMatchObject({ status: 409 });
    await call.hangsUp();
    await house.sees('ChannelDestroyed');
    const order = house.events
      .map((event) => event.type)
      .filter((type) => ['RecordingFinished', 'StasisEnd', 'ChannelDestroyed'].includes(type));
    expect(order).toEqual(['RecordingFinished', 'StasisEnd', 'ChannelDestroyed']);
    expect(await house.ari.requests.recordings.listStored()).toEqual([{ name: 'vm/one', format: 'wav' }]);
    const stream = await files().storedRecording('vm/one');
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString('latin1', 0, 4)).toBe('RIFF');
    await house.ari.requests.recordings.deleteStored('vm/one');
    expect(await house.ari.requests.recordings.listStored()).toEqual([]);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('a recording is stopped, and its result reported', async () => {
    const { id } = await answeredCall();
    await house.ari.requests.channels.record(id, { name: 'r', maxDurationSeconds: 60 });
    await house.sees('RecordingStarted');
    await house.ari.requests.recordings.pause('r');
    expect((await house.ari.requests.recordings.getLive('r')).state).toBe('paused');
    await house.ari.requests.recordings.unpause('r');
    await house.ari.requests.recordings.stop('r');
    expect(await house.sees('RecordingFinished')).toMatchObject({ recording: { name: 'r', state: 'done', duration: expect.any(Number) } });
    await expect(house.ari.requests.recordings.getLive('r')).rejects.toMatchObject({ status: 404 });
  });

  test('a snoop that hears both sides enters the application and records in stereo', async () => {
    const { call, id } = await answeredCall();
    const snoop = await house.ari.requests.channels.snoop(id, 's1', { app: 'zuoxi', spy: 'both', appArgs: ['snoop'] });
    expect(snoop).toMatchObject({ id: 's1', state: 'Up', name: `Snoop/${id}-00000000` });
    expect(await house.sees('StasisStart', (event) => event.channel.id === 's1')).toMatchObject({ args: ['snoop'] });
    await house.ari.requests.channels.record('s1', { name: 'stereo' });
    await house.sees('RecordingStarted');
    await call.hangsUp();
    await house.sees('ChannelDestroyed', (event) => event.channel.id === 's1');
    const stream = await files().storedRecording('stereo');
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(Buffer.concat(chunks).readUInt16LE(22)).toBe(2);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });
});

describe('errors are those of Asterisk', () => {
  test.each([
    ['GET', 'channels/none', 404, 'Channel not found'],
    ['POST', 'channels/none/answer', 404, 'Channel not found'],
    ['DELETE', 'channels/none', 404, 'Channel not found'],
    ['GET', 'bridges/none', 404, 'Bridge not found'],
    ['DELETE', 'playbacks/none', 404, 'Playback not found'],
    ['GET', 'recordings/live/none', 404, 'Recording not found'],
    ['GET', 'recordings/stored/none', 404, 'Recording not found'],
    ['GET', 'endpoints/PJSIP/none', 404, 'Endpoint not found'],
    ['GET', 'applications/none', 404, 'Application not found'],
    ['POST', 'channels', 400, 'Endpoint must be specified'],
    ['POST', 'channels?endpoint=PJSIP', 400, 'Invalid endpoint specified'],
    ['POST', 'channels?endpoint=PJSIP/demo-8001', 400, 'Application or extension must be specified'],
    ['POST', 'channels?endpoint=PJSIP/demo-8001&app=zuoxi&originator=none', 400, 'Provided originator channel was not found'],
    ['GET', 'nothing', 404, 'Resource not found'],
    ['PUT', 'channels', 405, 'Invalid method'],
  ])('%s %s: %i %s', async (method, path, status, message) => {
    expect(await http(method, path)).toEqual({ status, json: { message } });
  });

  test('a channel that is not in the application: 409; one that rings: 412 is not reached before', async () => {
    const { channels, bridges } = house.ari.requests;
    await channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    (await phone.isCalled()).rings();
    await house.sees('Dial', (event) => event.dialstatus === 'RINGING');
    await expect(channels.answer('c')).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('Channel not in Stasis application'),
    });
    await expect(channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' })).rejects.toMatchObject({ status: 409 });
    await bridges.create('b');
    await expect(bridges.addChannel('b', ['c'])).rejects.toMatchObject({ status: 422 });
    await expect(bridges.addChannel('b', ['none'])).rejects.toMatchObject({ status: 400 });
    await expect(bridges.create('b')).rejects.toMatchObject({ status: 409 });
  });

  test('a created channel rings only when dialled', async () => {
    expect(await http('POST', 'channels/create', { endpoint: 'PJSIP/demo-8001', app: 'zuoxi', channelId: 'c' })).toMatchObject({
      status: 200,
      json: { state: 'Down' },
    });
    await house.sees('StasisStart', (event) => event.channel.id === 'c');
    expect((await http('POST', 'channels/c/answer')).status).toBe(412);
    expect((await http('POST', 'channels/c/dial')).status).toBe(204);
    const call = await phone.isCalled();
    await call.picksUp();
    await house.sees('ChannelStateChange', (event) => event.channel.state === 'Up');
    await house.ari.requests.channels.hangup('c');
    await call.isHungUp();
  });

  test('without the right password nothing is served', async () => {
    const base = `http://127.0.0.1:${house.softswitch.ariPort}/ari/channels`;
    expect((await fetch(base)).status).toBe(401);
    expect((await fetch(`${base}?api_key=zuoxi:wrong`)).status).toBe(401);
    expect((await fetch(`${base}?api_key=zuoxi:secret`)).status).toBe(200);
    const socket = new WebSocket(`ws://127.0.0.1:${house.softswitch.ariPort}/ari/events?app=zuoxi&api_key=zuoxi:wrong`);
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.on('error', () => {});
    });
    expect(status).toBe(401);
  });
});

describe('the application', () => {
  test('may go away: the call lives on, and what happened meanwhile is told on its return', async () => {
    const { call, id } = await answeredCall();
    const gone = new Promise<void>((resolve) => house.ari.once('disconnected', () => resolve()));
    house.ari.close();
    await gone;
    const before = await house.softswitch.usage();
    expect(before.channels).toBe(1);
    await call.asks('INFO', 'Signal=7\r\nDuration=100\r\n', 'application/dtmf-relay');
    const second = await phone.calls('8003');
    await second.hears(100);
    const returned = new AriClient({ url: House.url(house.softswitch), app: 'zuoxi', clock: systemClock, logger: silentLogger });
    const seen: string[] = [];
    const done = new Promise<void>((resolve) => {
      returned.on('event', (event) => {
        seen.push(event.type);
        if (event.type === 'StasisStart') resolve();
      });
    });
    returned.connect();
    await done;
    expect(seen).toContain('ChannelDtmfReceived');
    expect((await returned.requests.channels.list()).map((channel) => channel.id)).toContain(id);
    returned.close();
    await call.hangsUp();
  });

  test('that connects twice is replaced', async () => {
    const other = new AriClient({ url: House.url(house.softswitch), app: 'zuoxi', clock: systemClock, logger: silentLogger });
    other.connect();
    await house.sees('ApplicationReplaced');
    other.close();
  });

  test('without subscribeAll hears of its own channels only', async () => {
    const events: { type: string; channel?: { id: string } }[] = [];
    const socket = new WebSocket(`ws://127.0.0.1:${house.softswitch.ariPort}/ari/events?app=other&api_key=zuoxi:secret`);
    socket.on('message', (data) => events.push(JSON.parse(String(data))));
    await new Promise((resolve) => socket.on('open', resolve));
    await answeredCall();
    await http('POST', 'channels?endpoint=PJSIP/demo-8001&app=other&channelId=mine');
    const call = await phone.isCalled();
    await call.picksUp();
    await house.sees('StasisStart', (event) => event.channel.id === 'mine');
    await call.hangsUp();
    await house.sees('ChannelDestroyed', (event) => event.channel.id === 'mine');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events.map((event) => event.type)).toEqual([
      'Dial',
      'ChannelStateChange',
      'Dial',
      'StasisStart',
      'ChannelHangupRequest',
      'StasisEnd',
      'ChannelDestroyed',
    ]);
    socket.close();
  });

  test('hears of phones that come and go', async () => {
    const other = await house.extension('demo-8002');
    house.forgetEvents();
    await other.registers();
    expect(await house.sees('ContactStatusChange')).toMatchObject({
      endpoint: { resource: 'demo-8002', state: 'online' },
      contact_info: { aor: 'demo-8002' },
    });
    await house.sees('PeerStatusChange', (event) => event.endpoint.state === 'online');
    expect((await house.ari.requests.endpoints.get('PJSIP', 'demo-8002')).state).toBe('online');
    await other.asks(other.build('REGISTER', 'demo-8002', { uri: 'sip:127.0.0.1', headers: [['expires', '0']] }));
    await house.sees('PeerStatusChange', (event) => event.endpoint.state === 'offline');
  });

  test('garbage on the WebSocket is answered, not fatal', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${house.softswitch.ariPort}/ari/events?app=other&api_key=zuoxi:secret`);
    await new Promise((resolve) => socket.on('open', resolve));
    const replies: { status_code: number; request_id: string }[] = [];
    const two = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        replies.push(JSON.parse(String(data)));
        if (replies.length === 3) resolve();
      });
    });
    socket.send('not json');
    socket.send(JSON.stringify({ type: 'RESTRequest', request_id: 'a', method: 'GET', uri: 'channels/%E0%A4%A' }));
    socket.send(JSON.stringify({ type: 'RESTRequest', request_id: 'b', method: 'GET', uri: 'asterisk/ping', query_strings: 'x' }));
    await two;
    expect(replies.map((reply) => reply.status_code)).toEqual([400, 400, 200]);
    socket.close();
  });
});

test('configuration is put, read and deleted as in Asterisk', async () => {
  const path = 'asterisk/config/dynamic/res_pjsip/aor/x';
  expect((await http('GET', path)).status).toBe(404);
  const put = await http('PUT', path, { fields: [{ attribute: 'max_contacts', value: '3' }] });
  expect(put).toMatchObject({ status: 200, json: expect.arrayContaining([{ attribute: 'max_contacts', value: '3' }]) });
  expect((await http('DELETE', path)).status).toBe(204);
  expect((await http('DELETE', path)).status).toBe(404);
  expect((await http('PUT', 'asterisk/config/dynamic/res_pjsip/nothing/x', { fields: [] })).status).toBe(404);
});

test('rtp_statistics has the fields of Asterisk', async () => {
  const { id } = await answeredCall();
  expect(await house.ari.requests.channels.rtpStatistics(id)).toMatchObject({
    channel_uniqueid: id,
    rxcount: 0,
    txcount: expect.any(Number),
  });
});

test('music on hold, mute, dtmf and hold are accepted on an answered channel', async () => {
  const { id } = await answeredCall();
  await writeFile(join(house.dataDir, 'softswitch', 'sounds', 'music.wav'), silentWav(100));
  const { channels } = house.ari.requests;
  await channels.startMoh(id, 'default');
  await channels.stopMoh(id);
  await channels.mute(id, 'in');
  await channels.unmute(id, 'in');
  await channels.hold(id);
  await channels.unhold(id);
  await channels.dtmf(id, '12#');
  await channels.ring(id);
  await channels.ringStop(id);
  await channels.setVariable(id, 'A', 'b');
  expect(await house.sees('ChannelVarset')).toMatchObject({ variable: 'A', value: 'b' });
  expect(await channels.getVariable(id, 'CALLERID(num)')).toBe('demo-8001');
  await expect(channels.getVariable(id, 'NOTHING')).rejects.toMatchObject({ status: 404 });
});
