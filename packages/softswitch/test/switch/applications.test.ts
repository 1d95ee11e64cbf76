import { ManualClock, silentLogger } from '@zuoxi/kit';
import { expect, test } from 'vitest';
import { Applications, type EventSink } from '../../src/switch/applications.ts';

const sink = (): EventSink => ({ send: () => true, close: () => {} });

test('an application that leaves because we stop arms no timer: the process can end', () => {
  const clock = new ManualClock();
  const apps = new Applications({ clock, logger: silentLogger, asteriskId: 'x' });
  const first = sink();
  apps.connect('zuoxi', first, true);
  apps.stop();
  apps.disconnect('zuoxi', first);
  expect(clock.pendingTimers).toBe(0);
});
