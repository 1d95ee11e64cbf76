import { describe, expect, it } from 'vitest';
import type { FlowNode } from '../src/testing.ts';
import { newAgent, step } from '../src/testing.ts';
import {
  collect,
  drawn,
  FlowCaller,
  FlowDirectory,
  hangup,
  http,
  menu,
  play,
  prompt,
  queueConfig,
  set,
  speech,
  TENANT,
  toQueue,
} from './flow-caller.ts';

const apology = 'sound:zuoxi/en/apology';

describe('a sound', () => {
  it('is heard to its end, whatever keys are pressed, and leads on', () => {
    const caller = FlowCaller.in([play('hello', 'p-hello'), hangup('bye')], ['start.next>hello', 'hello.next>bye']);
    expect(caller.hears).toEqual(['sound:p-hello']);
    caller.presses('1');
    expect(caller.place).toBe('hello');
    caller.listens();
    expect(caller.hears).toEqual(['sound:p-bye']);
    expect(caller.place).toBe('ended: flowEnded');
  });

  it('is ended by a key where it may be', () => {
    const caller = FlowCaller.in([play('hello', 'p-hello', true), menu('m', '1')], ['start.next>hello', 'hello.next>m']);
    caller.presses('5');
    expect(caller.place).toBe('m');
    expect(caller.commands).toContainEqual(expect.objectContaining({ do: 'stopPlayback' }));
  });

  it('that may be ended, and is not, leads on as well', () => {
    const caller = FlowCaller.in([play('hello', 'p-hello', true), menu('m', '1')], ['start.next>hello', 'hello.next>m']);
    caller.listens();
    caller.waits(0);
    expect(caller.place).toBe('m');
  });

  it('that is not there any more takes the exit error', () => {
    const caller = FlowCaller.in([play('hello', 'gone'), menu('m', '1')], ['start.next>hello', 'hello.error>m']);
    expect(caller.place).toBe('m');
  });

  it('of no sounds is passed', () => {
    const empty: FlowNode = { id: 'hello', kind: 'play', sounds: [], interruptible: false };
    expect(FlowCaller.in([empty, menu('m', '1')], ['start.next>hello', 'hello.next>m']).place).toBe('m');
  });
});

describe('speech', () => {
  const greeting: FlowNode = {
    id: 'hello',
    kind: 'play',
    sounds: [speech('Hello {{caller}}.'), prompt('p-then'), speech('Goodbye.')],
    interruptible: false,
  };
  const speaking = () => FlowCaller.in([greeting, menu('m', '1')], ['start.next>hello', 'hello.error>m']);

  it('is made with the variables in it, one after the other, before anything is played', () => {
    const caller = speaking();
    expect(caller.requests).toEqual([{ ask: 'speech', text: 'Hello 13550602245.', language: 'en' }]);
    caller.serviceSays({ ask: 'speech', media: 'sound:made1' });
    expect(caller.lastRequest).toEqual({ ask: 'speech', text: 'Goodbye.', language: 'en' });
    caller.serviceSays({ ask: 'speech', media: 'sound:made2' });
    expect(caller.hears).toEqual(['sound:made1', 'sound:p-then', 'sound:made2']);
  });

  it('that cannot be made takes the exit error', () => {
    const caller = speaking();
    caller.serviceSays({ ask: 'failed', problem: 'no voice' });
    expect(caller.place).toBe('m');
  });

  it('that does not come in time takes the exit error', () => {
    const caller = speaking();
    caller.waits(20);
    expect(caller.place).toBe('m');
  });

  it('of nothing is left out', () => {
    const caller = FlowCaller.in([{ ...greeting, sounds: [speech('{{nothing}}'), prompt('p-then')] }], ['start.next>hello']);
    expect(caller.hears).toEqual(['sound:p-then']);
  });

  it('as the last word is not waited for when it fails', () => {
    const caller = FlowCaller.in([{ id: 'bye', kind: 'hangup', sounds: [speech('Bye.')] }], ['start.next>bye']);
    caller.serviceSays({ ask: 'failed', problem: 'no voice' });
    expect(caller.place).toBe('ended: flowEnded');
    expect(caller.world.calls.size).toBe(0);
  });
});

describe('a menu', () => {
  const nodes = [
    menu('m', '12#', { retries: 2 }),
    play('one', 'p-one'),
    play('hash', 'p-hash'),
    play('wrong', 'p-wrong'),
    play('silent', 'p-silent'),
  ];
  const edges = ['start.next>m', 'm.1>one', 'm.#>hash', 'm.invalid>wrong', 'm.noInput>silent'];

  it('leads where the key says, also before the sound is over', () => {
    const caller = FlowCaller.in(nodes, edges);
    caller.presses('1');
    expect(caller.place).toBe('one');
    expect(caller.factsOf('flowInput')).toMatchObject([{ nodeId: 'm', digits: '1' }]);
  });

  it('knows star and hash', () => {
    const caller = FlowCaller.in(nodes, edges);
    caller.listens();
    caller.presses('#');
    expect(caller.place).toBe('hash');
  });

  it('says that a key is wrong, asks again, and gives up after its retries', () => {
    const caller = FlowCaller.in(nodes, edges);
    caller.presses('9');
    expect(caller.hears).toEqual(['sound:zuoxi/en/invalid-key', 'sound:p-menu']);
    caller.presses('9');
    expect(caller.place).toBe('m');
    caller.presses('9');
    expect(caller.place).toBe('wrong');
  });

  it('says that nothing came, asks again, and gives up', () => {
    const caller = FlowCaller.in(nodes, edges);
    caller.isSilent();
    expect(caller.hears).toEqual(['sound:zuoxi/en/no-input', 'sound:p-menu']);
    caller.isSilent();
    caller.isSilent();
    expect(caller.place).toBe('silent');
  });

  it('says its own words for it', () => {
    const own = menu('m', '1', { invalidSound: prompt('p-no'), noInputSound: speech('Are you there?') });
    const caller = FlowCaller.in([own], ['start.next>m']);
    caller.presses('9');
    expect(caller.hears).toEqual(['sound:p-no', 'sound:p-menu']);
    const other = FlowCaller.in([own], ['start.next>m']);
    other.isSilent();
    expect(other.lastRequest).toMatchObject({ text: 'Are you there?' });
    other.serviceSays({ ask: 'speech', media: 'sound:there' });
    expect(other.hears).toEqual(['sound:there', 'sound:p-menu']);
    other.presses('1');
    expect(other.place).toBe('ended: failed');
  });

  it('whose sound is gone takes the exit error', () => {
    const caller = FlowCaller.in([menu('m', '1', { sounds: [prompt('gone')] }), play('oops', 'p-oops')], ['start.next>m', 'm.error>oops']);
    expect(caller.place).toBe('oops');
  });

  it('counts its tries anew when the caller comes again', () => {
    const caller = FlowCaller.in([menu('m', '1', { retries: 1 })], ['start.next>m', 'm.1>m']);
    caller.presses('9');
    caller.presses('1');
    caller.presses('9');
    expect(caller.place).toBe('m');
  });
});

describe('collecting digits', () => {
  const asking = (more: Parameters<typeof collect>[1] = {}) =>
    FlowCaller.in(
      [collect('c', more), play('ok', 'p-ok'), play('wrong', 'p-bad'), play('silent', 'p-silent')],
      ['start.next>c', 'c.next>ok', 'c.invalid>wrong', 'c.noInput>silent'],
    );

  it('ends with the terminator, which is none of them', () => {
    const caller = asking();
    caller.presses('12345#');
    expect(caller.place).toBe('ok');
    expect(caller.flow.variables).toEqual({ number: '12345' });
  });

  it('ends when there are enough, and when no more come', () => {
    const full = asking({ maxDigits: 4 });
    full.presses('1234');
    expect(full.place).toBe('ok');
    const waited = asking();
    waited.presses('1234');
    waited.waits(4);
    expect(waited.place).toBe('ok');
  });

  it('asks again for too few, with its own word, and takes the exit invalid', () => {
    const caller = asking();
    caller.presses('12#');
    expect(caller.hears).toEqual(['sound:p-wrong', 'sound:p-collect']);
    caller.presses('12#');
    expect(caller.place).toBe('wrong');
    expect(caller.flow.variables).toEqual({});
  });

  it('takes only what fits the pattern', () => {
    const caller = asking({ pattern: '1[3-9]\\d{3}', retries: 0 });
    caller.presses('12345#');
    expect(caller.place).toBe('wrong');
    const other = asking({ pattern: '1[3-9]\\d{3}' });
    other.presses('13345#');
    expect(other.place).toBe('ok');
  });

  it('of nothing takes the exit noInput, also after a terminator alone', () => {
    const caller = asking({ retries: 0 });
    caller.isSilent();
    expect(caller.place).toBe('silent');
    const other = asking({ retries: 0 });
    other.presses('#');
    expect(other.place).toBe('silent');
  });

  it('leaves only the last four of a long number in the history', () => {
    const caller = asking({ maxDigits: 16 });
    caller.presses('6225880123456789');
    expect(JSON.stringify(caller.facts)).not.toContain('622588');
    expect(caller.factsOf('flowInput')).toMatchObject([{ digits: '************6789' }]);
    expect(caller.flow.variables.number).toBe('6225880123456789');
  });
});

describe('a condition', () => {
  const decided = (test: Extract<FlowNode, { kind: 'condition' }>['test'], prepare = (_caller: FlowCaller) => {}) => {
    const caller = new FlowCaller();
    prepare(caller);
    caller.directory.publish(
      'f1',
      drawn(
        [set('s', 'level', '12'), { id: 'c', kind: 'condition', test }, play('yes', 'p-y'), play('no', 'p-n')],
        ['start.next>s', 's.next>c', 'c.yes>yes', 'c.no>no'],
      ),
    );
    caller.enters('f1');
    return caller.place;
  };

  it('asks opening hours', () => {
    expect(decided({ on: 'hours', hoursId: 'open' })).toBe('yes');
    expect(decided({ on: 'hours', hoursId: 'shut' })).toBe('no');
  });

  it('asks the holidays', () => {
    expect(decided({ on: 'holiday' })).toBe('no');
    expect(
      decided({ on: 'holiday' }, ({ directory }) => {
        directory.isDayOff = true;
      }),
    ).toBe('yes');
  });

  it('asks who calls', () => {
    expect(decided({ on: 'caller', prefixes: ['010', '1355'] })).toBe('yes');
    expect(decided({ on: 'caller', prefixes: ['010'] })).toBe('no');
    expect(decided({ on: 'caller', prefixes: [] })).toBe('no');
  });

  it('compares variables, of the flow and of the call', () => {
    expect(decided({ on: 'variable', variable: 'level', operator: 'greater', value: '9' })).toBe('yes');
    expect(decided({ on: 'variable', variable: 'caller', operator: 'equals', value: '{{caller}}' })).toBe('yes');
    expect(decided({ on: 'variable', variable: 'nobody', operator: 'notEmpty', value: '' })).toBe('no');
  });
});

describe('a look-up', () => {
  const node = http('h', {
    method: 'POST',
    url: 'https://crm.example/{{number}}/{{caller}}',
    headers: [{ name: 'X-Call', value: '{{callId}}' }],
    body: '{"name":"{{quoted}}"}',
    mapping: [
      { path: 'data[0].state', variable: 'state' },
      { path: 'data[0].vip', variable: 'vip' },
      { path: 'nothing.there', variable: 'gone' },
    ],
  });
  const asked = (more: Partial<typeof node> = {}) =>
    FlowCaller.in(
      [set('s', 'number', 'a/b'), set('t', 'quoted', '"x"'), { ...node, ...more } as FlowNode, play('ok', 'p-ok'), play('oops', 'p-oops')],
      ['start.next>s', 's.next>t', 't.next>h', 'h.next>ok', 'h.error>oops'],
    );

  it('sends the variables, each written as its place wants it', () => {
    expect(asked().lastRequest).toEqual({
      ask: 'http',
      tenantId: TENANT,
      method: 'POST',
      url: 'https://crm.example/a%2Fb/13550602245',
      headers: { 'X-Call': 'call1' },
      body: '{"name":"\\"x\\""}',
      timeoutS: 5,
    });
  });

  it('takes variables from the answer', () => {
    const caller = asked();
    caller.serviceSays({ ask: 'http', status: 200, body: '{"data":[{"state":"sent","vip":true}]}' });
    expect(caller.place).toBe('ok');
    expect(caller.flow.variables).toMatchObject({ state: 'sent', vip: 'true', gone: '', httpStatus: '200' });
  });

  it.each([
    ['not 2xx', { ask: 'http', status: 404, body: '{}' }],
    ['not JSON', { ask: 'http', status: 200, body: '<html>' }],
    ['too large', { ask: 'http', status: 200, body: `"${'x'.repeat(256 * 1024)}"` }],
    ['nobody there', { ask: 'failed', problem: 'refused' }],
  ] as const)('takes the exit error: %s', (_name, answer) => {
    const caller = asked();
    caller.serviceSays(answer);
    expect(caller.place).toBe('oops');
  });

  it('takes the exit error when no answer comes, and does not mind one that comes later', () => {
    const caller = asked();
    caller.waits(7);
    expect(caller.place).toBe('h');
    caller.waits(2);
    expect(caller.place).toBe('oops');
    caller.serviceSays({ ask: 'http', status: 200, body: '{}' });
    expect(caller.place).toBe('oops');
  });

  it('reads nothing where nothing is mapped', () => {
    const caller = asked({ mapping: [] });
    caller.serviceSays({ ask: 'http', status: 204, body: '' });
    expect(caller.place).toBe('ok');
  });
});

describe('variables', () => {
  it('of the call are there, and are not the flow’s to set', () => {
    const caller = FlowCaller.in(
      [set('a', 'caller', 'me'), set('b', 'x', '{{caller}}|{{called}}|{{callId}}|{{date}}|{{time}}|{{weekday}}|{{queue}}'), menu('m', '1')],
      ['start.next>a', 'a.next>b', 'b.next>m'],
    );
    expect(caller.flow.variables).toEqual({ x: '13550602245|4001|call1|2026-03-09|14:05|1|' });
  });

  it('may have any name, and are never longer than 1,000 characters', () => {
    const caller = FlowCaller.in(
      [set('a', '__proto__', 'x'), set('b', 'long', 'y'.repeat(2000)), set('c', 'copy', '{{__proto__}}{{constructor}}'), menu('m', '1')],
      ['start.next>a', 'a.next>b', 'b.next>c', 'c.next>m'],
    );
    expect(caller.flow.variables.copy).toBe('x');
    expect(caller.flow.variables.long).toHaveLength(1000);
  });
});

describe('going somewhere else', () => {
  it('a queue gets what the node says of the caller, and gives him back by the exit failed', () => {
    const caller = FlowCaller.in([toQueue('q'), play('full', 'p-full')], ['start.next>q', 'q.failed>full']);
    expect(caller.place).toBe('queued');
    expect(caller.call).toMatchObject({ queueId: 'q1', priority: 3 });
    expect(caller.factsOf('flowLeft')).toMatchObject([{ exit: 'queue' }]);
    caller.comesBack('failed');
    expect(caller.place).toBe('full');
  });

  it('a queue that gives him up at once does so too', () => {
    const directory = new FlowDirectory();
    directory.queues.set('q1', queueConfig('q1', { leaveWhenEmpty: true }));
    const caller = new FlowCaller(directory);
    directory.publish('f1', drawn([toQueue('q'), play('full', 'p-full')], ['start.next>q', 'q.failed>full']));
    caller.enters('f1');
    expect(caller.place).toBe('full');
  });

  it.each([
    ['busy', 'busy'],
    ['noAnswer', 'noAnswer'],
    ['failed', 'noAnswer'],
  ] as const)('an outside number: %s', (exit, drawnExit) => {
    const node: FlowNode = { id: 'o', kind: 'outside', number: '{{dest}}', ringS: 20 };
    const caller = FlowCaller.in(
      [set('s', 'dest', '100-86'), node, play('busy', 'p-b'), play('noAnswer', 'p-n')],
      ['start.next>s', 's.next>o', 'o.busy>busy', 'o.noAnswer>noAnswer'],
    );
    expect(caller.place).toBe('connecting');
    expect(caller.commands).toContainEqual(expect.objectContaining({ do: 'originate', timeoutS: 20 }));
    caller.comesBack(exit);
    expect(caller.place).toBe(drawnExit);
  });

  it('a number that is none is not dialled', () => {
    const node: FlowNode = { id: 'o', kind: 'outside', number: '{{nobody}}', ringS: 20 };
    const caller = FlowCaller.in([node, play('n', 'p-n')], ['start.next>o', 'o.noAnswer>n']);
    expect(caller.place).toBe('n');
    expect(caller.commands.map((command) => command.do)).not.toContain('originate');
  });

  it.each(['busy', 'noAnswer'] as const)('an extension that rings: %s', (exit) => {
    const node: FlowNode = { id: 'e', kind: 'extension', agentId: 'a1', ringS: 15 };
    const caller = FlowCaller.in(
      [menu('m', '1'), node, play('busy', 'p-b'), play('noAnswer', 'p-n')],
      ['start.next>m', 'm.1>e', 'e.busy>busy', 'e.noAnswer>noAnswer'],
    );
    caller.world.agents.set('a1', { ...newAgent('a1', TENANT, caller.now), registeredWith: ['e1'] });
    caller.presses('1');
    expect(caller.place).toBe('connecting');
    expect(caller.commands).toContainEqual(expect.objectContaining({ do: 'originate', endpoint: 'PJSIP/demo-8001', timeoutS: 15 }));
    caller.comesBack(exit);
    expect(caller.place).toBe(exit);
  });

  it('an extension whose phone is not there, or that there is not, does not answer', () => {
    for (const agentId of ['a1', 'nobody']) {
      const node: FlowNode = { id: 'e', kind: 'extension', agentId, ringS: 15 };
      expect(FlowCaller.in([node, play('no', 'p-n')], ['start.next>e', 'e.noAnswer>no']).place).toBe('no');
    }
  });

  it('voicemail, and what comes after it', () => {
    const node: FlowNode = { id: 'v', kind: 'voicemail', queueId: 'q1' };
    const caller = FlowCaller.in(
      [node, play('after', 'p-after'), play('oops', 'p-oops')],
      ['start.next>v', 'v.next>after', 'v.error>oops'],
    );
    expect(caller.place).toBe('voicemail');
    caller.comesBack('next');
    expect(caller.place).toBe('after');
    const failed = FlowCaller.in([node, play('oops', 'p-oops')], ['start.next>v', 'v.error>oops']);
    failed.comesBack('error');
    expect(failed.place).toBe('oops');
  });

  it('a voicemail that does not begin: its sound, when it ends after all, is no answer to the node that came next', () => {
    const node: FlowNode = { id: 'v', kind: 'voicemail', queueId: 'q1' };
    const caller = FlowCaller.in([node, http('h'), play('oops', 'p-oops')], ['start.next>v', 'v.error>h', 'h.error>oops']);
    const playbackId = caller.call.dialogue?.playbackId ?? expect.fail();
    step(caller.world, caller.directory, caller.now + 120_000, { type: 'tick' });
    expect(caller.place).toBe('h');
    step(caller.world, caller.directory, caller.now + 121_000, { type: 'playbackFinished', playbackId });
    expect(caller.place).toBe('h');
  });

  it('voicemail after which nothing is drawn ends the call without an apology', () => {
    const caller = FlowCaller.in([{ id: 'v', kind: 'voicemail', queueId: 'q1' }], ['start.next>v']);
    caller.comesBack('next');
    expect(caller.place).toBe('ended: voicemailLeft');
    expect(caller.hears).not.toEqual([apology]);
  });

  it('a callback is noted and the caller told; a hidden number takes the exit error', () => {
    const nodes: FlowNode[] = [{ id: 'c', kind: 'callback', queueId: 'q1' }, play('oops', 'p-oops')];
    const caller = FlowCaller.in(nodes, ['start.next>c', 'c.error>oops']);
    expect(caller.place).toBe('ended: callbackRequested');
    expect([...caller.world.callbacks.values()]).toMatchObject([{ queueId: 'q1', number: '13550602245' }]);
    const hidden = FlowCaller.in([menu('m', '1'), ...nodes], ['start.next>m', 'm.1>c', 'c.error>oops']);
    hidden.call.customerNumber = 'anonymous';
    hidden.presses('1');
    expect(hidden.place).toBe('oops');
    expect(hidden.hears).toEqual(['sound:p-oops']);
  });

  it('of another call centre is nowhere', () => {
    const directory = new FlowDirectory();
    directory.queues.set('theirs', queueConfig('theirs', { tenantId: 't2' }));
    const caller = new FlowCaller(directory);
    directory.publish('f1', drawn([toQueue('q', 'theirs'), play('no', 'p-no')], ['start.next>q', 'q.failed>no']));
    directory.publish('f2', drawn([], []), 't2');
    caller.enters('f1');
    expect(caller.place).toBe('no');
    const other = new FlowCaller(directory);
    other.enters('f2');
    expect(other.place).toBe('ended: failed');
  });
});

describe('a flow in a flow', () => {
  const outer = drawn(
    [set('s', 'who', 'outer'), { id: 'f', kind: 'flow', flowId: 'f2' }, menu('after', '1')],
    ['start.next>s', 's.next>f', 'f.next>after'],
  );
  const inner = drawn([menu('ask', '1'), set('t', 'who', '{{who}}+inner')], ['start.next>ask', 'ask.1>t']);
  const within = (prepare = (_directory: FlowDirectory) => {}) => {
    const caller = new FlowCaller();
    caller.directory.publish('f2', inner);
    caller.directory.publish('f1', outer);
    prepare(caller.directory);
    caller.enters('f1');
    return caller;
  };

  it('shares the variables and comes back when it is through', () => {
    const caller = within();
    expect(caller.place).toBe('ask');
    caller.presses('1');
    expect(caller.place).toBe('after');
    expect(caller.flow).toMatchObject({ flowId: 'f1', stack: [], variables: { who: 'outer+inner' } });
    expect(caller.factsOf('flowEntered')).toMatchObject([{ flowId: 'f1' }, { flowId: 'f2' }]);
  });

  it('stays on the version of the moment the caller came', () => {
    const caller = new FlowCaller();
    caller.directory.publish('f2', inner);
    caller.directory.publish('f1', drawn([menu('m', '1'), { id: 'f', kind: 'flow', flowId: 'f2' }], ['start.next>m', 'm.1>f']));
    caller.enters('f1');
    caller.directory.publish('f2', drawn([menu('newer', '1')], ['start.next>newer']));
    caller.directory.publish('f1', drawn([hangup('closed')], ['start.next>closed']));
    caller.presses('1');
    expect(caller.place).toBe('ask');
  });

  it('that failed does not come back: it takes its own default', () => {
    const caller = within();
    caller.isSilent();
    caller.isSilent();
    expect(caller.place).toBe('ended: failed');
    expect(caller.hears).toEqual([apology]);
  });

  it('is not entered deeper than ten, nor when it was never published', () => {
    const caller = new FlowCaller();
    caller.directory.publish('f1', drawn([{ id: 'f', kind: 'flow', flowId: 'f1' }, play('no', 'p-no')], ['start.next>f', 'f.error>no']));
    caller.enters('f1');
    expect(caller.factsOf('flowEntered')).toHaveLength(11);
    expect(caller.place).toBe('no');
    const other = FlowCaller.in([{ id: 'f', kind: 'flow', flowId: 'nowhere' }], ['start.next>f']);
    expect(other.place).toBe('ended: failed');
  });
});

describe('an exit that is not drawn', () => {
  it('leads to the default node', () => {
    const caller = FlowCaller.in([menu('m', '1', { retries: 0 }), toQueue('q')], ['start.next>m'], { defaultNode: 'q' });
    caller.presses('9');
    expect(caller.place).toBe('queued');
  });

  it('leads to an apology and the end without one, and from the default node itself', () => {
    const caller = FlowCaller.in([menu('m', '1', { retries: 0 })], ['start.next>m']);
    caller.presses('9');
    expect(caller.hears).toEqual([apology]);
    expect(caller.place).toBe('ended: failed');
    const other = FlowCaller.in([play('p', 'gone')], [], { defaultNode: 'p' });
    expect(other.place).toBe('ended: failed');
  });
});

describe('a circle', () => {
  it('of nodes that wait for nobody is left after a thousand of them', () => {
    const caller = FlowCaller.in([set('a', 'x', '1'), set('b', 'x', '2')], ['start.next>a', 'a.next>b', 'b.next>a']);
    expect(caller.place).toBe('ended: failed');
    expect(caller.factsOf('flowLeft')).toMatchObject([{ exit: 'loop' }]);
    expect(caller.factsOf('flowNode')).toHaveLength(1000);
  });

  it('of look-ups that fail is left as well', () => {
    const caller = FlowCaller.in([http('h')], ['start.next>h', 'h.error>h']);
    for (let n = 0; n < 1100 && caller.place === 'h'; n++) caller.serviceSays({ ask: 'failed', problem: 'refused' });
    expect(caller.place).toBe('ended: failed');
    expect(caller.requests).toHaveLength(999);
  });

  it('of sounds that end at once, because they cannot be played, is left as well', () => {
    const caller = FlowCaller.in([play('p', 'p-broken')], ['start.next>p', 'p.next>p']);
    for (let n = 0; n < 1100 && caller.place === 'p'; n++) caller.listens();
    expect(caller.place).toBe('ended: failed');
  });

  it('through a queue that takes nobody is left as well', () => {
    const directory = new FlowDirectory();
    directory.queues.set('q1', queueConfig('q1', { leaveWhenEmpty: true }));
    directory.publish('f1', drawn([toQueue('q')], ['start.next>q', 'q.failed>q']));
    const caller = new FlowCaller(directory);
    caller.enters('f1');
    expect(caller.place).toBe('ended: failed');
  });

  it('in which the caller is asked each time goes on', () => {
    const caller = FlowCaller.in([menu('m', '1')], ['start.next>m', 'm.1>m']);
    for (let n = 0; n < 1100; n++) caller.presses('1');
    expect(caller.place).toBe('m');
  });
});

describe('after a restart of the server', () => {
  it('the node the caller is at begins again', () => {
    const caller = FlowCaller.in(
      [play('hello', 'p-hello'), menu('m', '1'), play('one', 'p-one')],
      ['start.next>hello', 'hello.next>m', 'm.1>one'],
    );
    caller.listens();
    caller.serverRestarts();
    expect(caller.hears).toEqual(['sound:p-menu']);
    caller.presses('1');
    expect(caller.place).toBe('one');
  });

  it('digits that may not all have been heard are asked for again', () => {
    const caller = FlowCaller.in([collect('c'), play('ok', 'p-ok')], ['start.next>c', 'c.next>ok']);
    caller.presses('12');
    caller.engineIsBack();
    expect(caller.hears).toEqual(['sound:p-collect']);
    caller.presses('345#');
    expect(caller.flow.variables).toEqual({ number: '345' });
  });

  it('what only plays goes on and is not heard twice', () => {
    const caller = FlowCaller.in([play('hello', 'p-hello'), menu('m', '1')], ['start.next>hello', 'hello.next>m']);
    const before = caller.commands.length;
    caller.engineIsBack();
    expect(caller.commands).toHaveLength(before);
    caller.listens();
    expect(caller.place).toBe('m');
  });

  it('a look-up is made again, and variables are still there', () => {
    const caller = FlowCaller.in([set('s', 'number', '7'), http('h'), play('ok', 'p-ok')], ['start.next>s', 's.next>h', 'h.next>ok']);
    caller.serverRestarts();
    expect(caller.requests).toHaveLength(2);
    expect(caller.lastRequest).toMatchObject({ url: 'https://crm.example/7' });
    caller.serviceSays({ ask: 'http', status: 200, body: '{}' });
    expect(caller.place).toBe('ok');
  });

  it('speech is asked for again', () => {
    const hello: FlowNode = { id: 'hello', kind: 'play', sounds: [speech('one'), speech('two')], interruptible: false };
    const caller = FlowCaller.in([hello], ['start.next>hello']);
    caller.serviceSays({ ask: 'speech', media: 'sound:one' });
    caller.serverRestarts();
    expect(caller.lastRequest).toMatchObject({ text: 'one' });
  });
});

describe('the history', () => {
  it('has the way the caller took', () => {
    const caller = FlowCaller.in([menu('m', '1'), toQueue('q')], ['start.next>m', 'm.1>q']);
    caller.presses('1');
    expect(caller.facts.filter((fact) => fact.type.startsWith('flow'))).toMatchObject([
      { type: 'flowEntered', flowId: 'f1', version: 1 },
      { type: 'flowNode', flowId: 'f1', nodeId: 'start', kind: 'start' },
      { type: 'flowNode', flowId: 'f1', nodeId: 'm', kind: 'menu' },
      { type: 'flowInput', nodeId: 'm', digits: '1' },
      { type: 'flowNode', flowId: 'f1', nodeId: 'q', kind: 'queue' },
      { type: 'flowLeft', flowId: 'f1', exit: 'queue' },
    ]);
  });
});
