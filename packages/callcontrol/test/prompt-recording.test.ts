import { describe, expect, it } from 'vitest';
import { CallCentre, ENGINE } from './call-centre.ts';

/** The phone of a1 rings for a prompt. */
function rings(): CallCentre {
  const centre = new CallCentre(2);
  centre.take({ type: 'phone', agentId: 'a1', engine: ENGINE, online: true });
  centre.take({ type: 'recordPrompt', callId: 'p', agentId: 'a1', promptId: 'prompt-1', language: 'en' });
  return centre;
}

/** Until the tone: he may speak. Gives the name of the recording. */
function speaks(centre: CallCentre): string {
  if (centre.call('p')?.phase === 'ownPhone') centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'p-c' });
  expect(centre.heard('p')).toEqual(['en/record-start']);
  centre.soundEnds('p');
  const name = centre.call('p')?.take?.name ?? 'none';
  expect(centre.commands.at(-1)).toMatchObject({ do: 'recordMessage', name, channelId: 'p-c', longestS: 180, silenceS: 0 });
  return name;
}

const key = (centre: CallCentre, digit: string) => centre.take({ type: 'dtmfReceived', channelId: 'p-c', digit });
const tried = (centre: CallCentre) => centre.callFacts('p').flatMap((fact) => (fact.type === 'promptTried' ? [fact.name] : []));

describe('a prompt recorded by phone', () => {
  it('may be recorded in the wrap-up: whoever picks up his phone for it has done his notes', () => {
    const centre = new CallCentre(1, { wrapUpS: 60 });
    centre.agentIsReady('a1');
    const call = centre.customerWaits();
    centre.offeredAgentAnswers(call);
    centre.customerHangsUp(call);
    expect(centre.shown('a1')?.state).toBe('wrapUp');
    centre.take({ type: 'recordPrompt', callId: 'p', agentId: 'a1', promptId: 'prompt-1', language: 'en' });
    expect(centre.shown('a1')?.state).toBe('ringing');
  });

  it("rings one's own phone, tells what to do, lets one listen, and keeps it by a key", () => {
    const centre = rings();
    expect(centre.commands.at(-1)).toMatchObject({ do: 'originate', channelId: 'p-c' });
    expect(centre.shown('a1')?.state).toBe('ringing');
    const name = speaks(centre);
    centre.take({ type: 'messageFinished', name, durationMs: 4000 });
    expect(centre.commands.at(-1)).toMatchObject({ do: 'play', media: [`recording:${name}`, 'sound:zuoxi/en/record-listen'] });
    key(centre, '1');
    expect(centre.heard('p')).toEqual(['en/record-saved']);
    centre.soundEnds('p');
    expect(centre.ending('p')).toHaveLength(1);
    expect(tried(centre)).toEqual([name]);
    expect(centre.shown('a1')?.state).not.toBe('talking');
  });

  it('is recorded again by 2, under another name; the last one counts', () => {
    const centre = rings();
    const first = speaks(centre);
    centre.take({ type: 'messageFinished', name: first, durationMs: 4000 });
    key(centre, '2');
    const second = speaks(centre);
    expect(second).not.toBe(first);
    centre.take({ type: 'channelGone', channelId: 'p-c', cause: 16 });
    expect(centre.ending('p')).toHaveLength(1);
    expect(tried(centre)).toEqual([first, second]);
    // Its end is told when the call is over: nobody waits for it any more.
    expect(() => centre.take({ type: 'messageFinished', name: second, durationMs: 4000 })).not.toThrow();
  });

  it('another key says the choice again, and no key keeps it', () => {
    const centre = rings();
    const name = speaks(centre);
    centre.take({ type: 'messageFinished', name, durationMs: 4000 });
    key(centre, '7');
    expect(centre.heard('p')).toEqual([`recording:${name}`, 'en/record-listen']);
    centre.soundEnds('p');
    centre.wait(15_000);
    expect(centre.heard('p')).toEqual(['en/record-saved']);
  });

  it('a slip of the finger is no recording: he is asked again', () => {
    const centre = rings();
    centre.take({ type: 'messageFinished', name: speaks(centre), durationMs: 200 });
    speaks(centre);
    expect(tried(centre)).toHaveLength(2);
  });

  it('keys of the panel do as those of the telephone: # ends it, 1 keeps it', () => {
    const centre = rings();
    const name = speaks(centre);
    centre.take({ type: 'dtmf', agentId: 'a1', digits: '#' });
    expect(centre.commands.at(-1)).toMatchObject({ do: 'stopMessage', name });
    centre.take({ type: 'messageFinished', name, durationMs: 4000 });
    centre.take({ type: 'dtmf', agentId: 'a1', digits: '1' });
    expect(centre.heard('p')).toEqual(['en/record-saved']);
  });

  it.each(['messageFailed', 'deadline'] as const)('ends by itself when the engine fails (%s)', (problem) => {
    const centre = rings();
    const name = speaks(centre);
    if (problem === 'messageFailed') centre.take({ type: 'messageFailed', name, problem: 'disk full' });
    else for (let n = 0; n < 6 && centre.call('p'); n++) centre.untilNextDeadline();
    expect(centre.call('p')).toBeUndefined();
    expect(centre.ending('p')).toHaveLength(1);
  });

  it('is over when nobody picks up', () => {
    const centre = rings();
    centre.wait(41_000);
    expect(centre.ending('p')).toHaveLength(1);
    expect(tried(centre)).toEqual([]);
  });

  it('needs a phone that is there and free', () => {
    const centre = rings();
    const again = (agentId: string) => () => centre.take({ type: 'recordPrompt', callId: 'q', agentId, promptId: 'x', language: 'zh' });
    expect(again('a1')).toThrow('panel.alreadyInCall');
    expect(again('a2')).toThrow('panel.phoneOffline');
    expect(again('nobody')).toThrow('panel.noExtension');
  });
});
