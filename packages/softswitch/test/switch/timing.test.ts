import { ManualClock, silentLogger } from '@zuoxi/kit';
import { describe, expect, test } from 'vitest';
import { Applications } from '../../src/switch/applications.ts';

function sink(): { sent: { type: string }[]; send(text: string): boolean; close(): void; open: boolean } {
  const sent: { type: string }[] = [];
  return {
    sent,
    open: true,
    send(text) {
      if (this.open) sent.push(JSON.parse(text));
      return this.open;
    },
    close() {
      this.open = false;
    },
  };
}

function house(): { apps: Applications; clock: ManualClock; say(variable: string): void } {
  const clock = new ManualClock();
  const apps = new Applications({ clock, logger: silentLogger, asteriskId: 'id' });
  return { apps, clock, say: (variable) => apps.publish({ type: 'ChannelVarset', variable, value: '' }, { channels: ['c'] }) };
}

describe('an application whose WebSocket is away', () => {
  test('gets the last 30 seconds on its return', () => {
    const { apps, clock, say } = house();
    const first = sink();
    apps.connect('zuoxi', first, true);
    apps.disconnect('zuoxi', first);
    clock.advance(1_000);
    say('kept');
    clock.advance(28_000);
    const second = sink();
    apps.connect('zuoxi', second, true);
    expect(second.sent).toMatchObject([
      {
        type: 'ChannelVarset',
        variable: 'kept',
        application: 'zuoxi',
        asterisk_id: 'id',
        timestamp: expect.stringMatching(/^\d{4}-.*\+0000$/),
      },
    ]);
  });

  test('is not remembered for longer, and its memory is given back', () => {
    const { apps, clock, say } = house();
    const first = sink();
    apps.connect('zuoxi', first, true);
    apps.disconnect('zuoxi', first);
    say('early');
    clock.advance(31_000);
    say('late');
    const second = sink();
    apps.connect('zuoxi', second, true);
    expect(second.sent).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('is buffered up to 10,000 events', () => {
    const { apps, say } = house();
    const first = sink();
    apps.connect('zuoxi', first, true);
    apps.disconnect('zuoxi', first);
    for (let i = 0; i < 10_500; i++) say(String(i));
    const second = sink();
    apps.connect('zuoxi', second, true);
    expect(second.sent).toHaveLength(10_000);
    expect(second.sent[0]).toMatchObject({ variable: '500' });
  });

  test('takes new calls for a minute', () => {
    const { apps, clock } = house();
    expect(apps.isServing('zuoxi')).toBe(false);
    const first = sink();
    apps.connect('zuoxi', first, true);
    clock.advance(3_600_000);
    expect(apps.isServing('zuoxi')).toBe(true);
    apps.disconnect('zuoxi', first);
    clock.advance(59_000);
    expect(apps.isServing('zuoxi')).toBe(true);
    clock.advance(2_000);
    expect(apps.isServing('zuoxi')).toBe(false);
  });
});

test('an application is told that it was replaced, and the late close of its old socket changes nothing', () => {
  const { apps, say } = house();
  const [first, second] = [sink(), sink()];
  apps.connect('zuoxi', first, false);
  apps.connect('zuoxi', second, false);
  expect(first.sent).toMatchObject([{ type: 'ApplicationReplaced', application: 'zuoxi' }]);
  apps.disconnect('zuoxi', first);
  say('nobody asked');
  apps.subscribe('zuoxi', 'channels', 'c');
  say('asked');
  expect(second.sent).toMatchObject([{ variable: 'asked' }]);
});
