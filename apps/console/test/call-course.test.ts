import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventDetail, eventSentence } from '../src/features/calls/event-text.ts';
import { startAllTexts } from './support/texts.ts';

beforeAll(() => startAllTexts());

const event = (type: string, detail: Record<string, unknown> = {}, agentName: string | null = '王丽') => ({
  at: '2026-11-23T01:00:00.000Z',
  type,
  agentName,
  detail,
});
const text = (one: ReturnType<typeof event>) => [eventSentence(one), eventDetail(one)];

describe('the course of a call in words', () => {
  it.each([
    ['supervisionStarted', { supervisorName: '李组长', mode: 'listen' }, ['李组长 开始监督 王丽', '监听']],
    ['takenOver', { toAgentName: '李组长' }, ['李组长 接管 王丽 的通话', '']],
    ['agentLost', {}, ['王丽 的话机中断，客户听音乐', '']],
    ['customerLeft', { endedBy: 'customer' }, ['客户已离开，其他人继续通话', '由客户挂断']],
    ['ended', { reason: 'hangup', endedBy: 'supervisor' }, ['通话结束', '正常挂断 · 由组长挂断']],
    ['consultEnded', { toAgentName: '李组长', outcome: 'noAnswer' }, ['咨询 李组长 结束', '无人接听']],
    ['pickedUp', { fromAgentName: '张伟' }, ['王丽 代接 张伟 的来电', '']],
  ] as const)('%s', (type, detail, expected) => {
    expect(text(event(type, detail))).toEqual(expected);
  });

  it('calls somebody outside by his number, and by a word where the fact has none', () => {
    expect(eventSentence(event('consultStarted', { toAgentId: null, number: '13612345678' }))).toBe('王丽 咨询 13612345678');
    expect(eventSentence(event('answered', {}, null))).toBe('外线 接通');
  });

  it('is English where the console is', async () => {
    await i18next.changeLanguage('en');
    expect(text(event('supervisionChanged', { supervisorName: '李组长', mode: 'whisper' }))).toEqual([
      '李组长 changed monitoring mode',
      'whispering',
    ]);
    await i18next.changeLanguage('zh');
  });

  it('shows what it does not know as it is called', () => {
    expect(text(event('somethingNew', { number: '1' }))).toEqual(['somethingNew', '']);
  });
});
