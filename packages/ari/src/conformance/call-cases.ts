import assert from 'node:assert/strict';
import { group } from './case.ts';

// channels.json (originate, hangup, answer, ring), events.json (StasisStart, Dial, ChannelDestroyed), main/dial.c,
// res/ari/resource_channels.c, channels/chan_pjsip.c; causes are ITU-T Q.850, texts those of main/channel.c.

const incoming = group('incoming call', {
  'enters the application with what a caller and a called number are': async (stage) => {
    const { channel } = await stage.incoming('conf-1', '8700');
    const { args } = await stage.events.sees('StasisStart', (event) => event.channel.id === channel.id);
    assert.deepEqual(args, []);
    assert.match(channel.name, /^PJSIP\/conf-1-[0-9a-f]{8}$/);
    assert.equal(channel.state, 'Ring');
    assert.equal(channel.dialplan.exten, '8700');
    assert.equal(channel.dialplan.app_name, 'Stasis');
    assert.equal(channel.caller.number, 'conf-1');
    assert.equal(typeof channel.protocol_id, 'string');
    assert.equal(typeof channel.accountcode, 'string');
    assert.equal(typeof channel.language, 'string');
    assert.match(channel.creationtime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}$/);
    stage.inOrder(stage.events.story(channel.id), ['ChannelCreated', 'StasisStart']);
    const listed = (await stage.requests.channels.list()).find((one) => one.id === channel.id);
    assert.equal(listed?.name, channel.name);
  },
  'is answered: its state becomes Up': async (stage) => {
    const { id } = await stage.answered();
    await stage.events.sees('ChannelStateChange', (event) => event.channel.id === id && event.channel.state === 'Up');
    assert.equal((await stage.requests.channels.get(id)).state, 'Up');
  },
  'may be answered twice': async (stage) => {
    const { id } = await stage.answered();
    await stage.requests.channels.answer(id);
    assert.equal(stage.events.story(id).filter((entry) => entry === 'State:Up').length, 1);
  },
  'hears that it rings': async (stage) => {
    const { call, channel } = await stage.incoming();
    await stage.requests.channels.ring(channel.id);
    await call.hearsRinging();
    assert.equal((await stage.requests.channels.get(channel.id)).state, 'Ring');
    await stage.requests.channels.ringStop(channel.id);
  },
  'that gives up before the answer is destroyed': async (stage) => {
    const { call, channel } = await stage.incoming();
    await call.givesUp();
    await stage.destroyed(channel.id);
    stage.inOrder(stage.events.story(channel.id), ['ChannelHangupRequest', 'StasisEnd', 'ChannelDestroyed']);
    await stage.goneFromList(channel.id);
  },
  'is refused with a reason': async (stage) => {
    const { call, channel } = await stage.incoming();
    await stage.requests.channels.hangup(channel.id, 'busy');
    const status = await call.isRefused();
    if (status !== undefined) assert.equal(status, 486);
    assert.equal((await stage.destroyed(channel.id)).cause, 17);
  },
  'that is hung up by the caller tells cause 16': async (stage) => {
    const { call, id } = await stage.answered();
    await call.hangsUp();
    const destroyed = await stage.destroyed(id);
    assert.equal(destroyed.cause, 16);
    assert.equal(destroyed.cause_txt, 'Normal Clearing');
    stage.inOrder(stage.events.story(id), ['ChannelHangupRequest', 'StasisEnd', 'ChannelDestroyed']);
    await stage.goneFromList(id);
  },
  'that is hung up by the application ends the call of the phone': async (stage) => {
    const { call, id } = await stage.answered();
    await stage.requests.channels.hangup(id);
    await call.isHungUp();
    const destroyed = await stage.destroyed(id);
    assert.equal(destroyed.cause, 16);
    const request = await stage.events.sees('ChannelHangupRequest', (event) => event.channel.id === id);
    // AST_SOFTHANGUP_EXPLICIT
    assert.equal(request.soft, true);
    assert.equal(request.cause, 32);
  },
});

const originated = group('originate', {
  'answers with a channel that is Down and has the given id': async (stage) => {
    const { channel, id, call } = await stage.dialled('conf-1', { callerId: '"Ann" <13550602245>' });
    assert.equal(channel.id, id);
    assert.equal(channel.state, 'Down');
    assert.match(channel.name, /^PJSIP\/conf-1-[0-9a-f]{8}$/);
    assert.deepEqual(channel.caller, { name: 'Ann', number: '13550602245' });
    assert.deepEqual(channel.connected, { name: 'Ann', number: '13550602245' });
    const dial = await stage.events.sees('Dial', (event) => event.peer.id === id);
    assert.equal(dial.dialstatus, '');
    assert.equal(dial.dialstring, 'conf-1');
    await call.rings();
  },
  'tells that the phone rings': async (stage) => {
    const { id, call } = await stage.dialled();
    await call.rings();
    await stage.events.sees('ChannelStateChange', (event) => event.channel.id === id && event.channel.state === 'Ringing');
    await stage.events.sees('Dial', (event) => event.peer.id === id && event.dialstatus === 'RINGING');
  },
  'enters the application with its arguments when answered': async (stage) => {
    const { id, call } = await stage.dialled('conf-1', { appArgs: ['leg', 'two'] });
    await call.rings();
    await call.answers();
    const start = await stage.events.sees('StasisStart', (event) => event.channel.id === id);
    assert.deepEqual(start.args, ['leg', 'two']);
    assert.equal(start.channel.state, 'Up');
    stage.inOrder(stage.events.story(id), ['ChannelCreated', 'State:Ringing', 'State:Up', 'StasisStart']);
    stage.inOrder(stage.events.story(id), ['Dial:', 'Dial:RINGING', 'Dial:ANSWER']);
  },
  'of a busy phone ends with cause 17': async (stage) => {
    const { id, call } = await stage.dialled();
    await call.rejects(486);
    const destroyed = await stage.destroyed(id);
    assert.equal(destroyed.cause, 17);
    assert.equal(destroyed.cause_txt, 'User busy');
    await stage.events.sees('Dial', (event) => event.peer.id === id && event.dialstatus === 'BUSY');
    assert.ok(!stage.events.story(id).includes('StasisStart'));
  },
  'that the person declines ends with cause 21': async (stage) => {
    const { id, call } = await stage.dialled();
    await call.rings();
    await call.rejects(603);
    const destroyed = await stage.destroyed(id);
    assert.equal(destroyed.cause, 21);
    assert.equal(destroyed.cause_txt, 'Call Rejected');
  },
  'of a number that is not there ends with cause 1': async (stage) => {
    const { id, call } = await stage.dialled();
    await call.rejects(404);
    const destroyed = await stage.destroyed(id);
    assert.equal(destroyed.cause, 1);
    assert.equal(destroyed.cause_txt, 'Unallocated (unassigned) number');
  },
  'that nobody answers ends after its timeout with cause 19': async (stage) => {
    const { id, call } = await stage.dialled('conf-1', { timeoutS: 1 });
    await call.rings();
    const destroyed = await stage.destroyed(id);
    assert.equal(destroyed.cause, 19);
    assert.equal(destroyed.cause_txt, 'User alerting, no answer');
    await call.isCancelled();
  },
  'to a phone that is not registered: 500': async (stage) => {
    const phone = await stage.engine.phone('conf-3');
    await phone.unregister();
    const id = stage.id('nobody');
    const request = stage.requests.channels.originate({ channelId: id, endpoint: 'PJSIP/conf-3', app: stage.engine.app });
    await stage.refuses(500, request, 'originate to an unregistered endpoint');
    await stage.goneFromList(id);
  },
  'to an endpoint that does not exist: 500': async (stage) => {
    const request = stage.requests.channels.originate({ channelId: stage.id('x'), endpoint: 'PJSIP/conf-none', app: stage.engine.app });
    await stage.refuses(500, request, 'originate to an unknown endpoint');
  },
  'is cancelled by DELETE while it rings': async (stage) => {
    const { id, call } = await stage.dialled();
    await call.rings();
    await stage.events.sees('ChannelStateChange', (event) => event.channel.id === id && event.channel.state === 'Ringing');
    await stage.requests.channels.hangup(id);
    await call.isCancelled();
    assert.equal((await stage.destroyed(id)).cause, 16);
  },
  'is hung up by the called phone with cause 16': async (stage) => {
    const { id, call } = await stage.dialled();
    await call.answers();
    await stage.events.sees('StasisStart', (event) => event.channel.id === id);
    await call.hangsUp();
    const destroyed = await stage.destroyed(id);
    assert.equal(destroyed.cause, 16);
    stage.inOrder(stage.events.story(id), ['ChannelHangupRequest', 'StasisEnd', 'ChannelDestroyed']);
  },
  'carries variables to the channel': async (stage) => {
    const { id } = await stage.dialled('conf-1', { variables: { ZUOXI_CALL: 'abc' } });
    assert.equal(await stage.requests.channels.getVariable(id, 'ZUOXI_CALL'), 'abc');
  },
  'for a channel that is there': async (stage) => {
    const { channel } = await stage.incoming('conf-2');
    const phone = await stage.registeredPhone('conf-1');
    const id = stage.id('for');
    const originator = channel.id;
    await stage.requests.channels.originate({ channelId: id, endpoint: 'PJSIP/conf-1', app: stage.engine.app, originator });
    await (await phone.isCalled()).answers();
    await stage.events.sees('StasisStart', (event) => event.channel.id === id);
  },
  'for a channel that is not there: 400': async (stage) => {
    await stage.registeredPhone('conf-1');
    const request = { channelId: stage.id('x'), endpoint: 'PJSIP/conf-1', app: stage.engine.app, originator: stage.id('none') };
    await stage.refuses(400, stage.requests.channels.originate(request), 'an unknown originator');
  },
  'with an id that is taken: 409': async (stage) => {
    const { id } = await stage.dialled();
    const request = stage.requests.channels.originate({ channelId: id, endpoint: 'PJSIP/conf-1', app: stage.engine.app });
    await stage.refuses(409, request, 'the same id twice');
  },
  'without an endpoint, with half of one, without an application: 400': async (stage) => {
    const of = (endpoint: string, app: string) => stage.requests.channels.originate({ channelId: stage.id('x'), endpoint, app });
    await stage.refuses(400, of('', stage.engine.app), 'no endpoint');
    await stage.refuses(400, of('PJSIP', stage.engine.app), 'no resource');
    await stage.refuses(400, of('PJSIP/conf-1', ''), 'no application');
  },
});

export const callCases = [...incoming, ...originated];
