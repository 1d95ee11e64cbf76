import { describe, expect, it } from 'vitest';
import { applyRows } from '../src/realtime/keyed-rows.ts';
import { TopicStream } from '../src/realtime/topic-stream.ts';

/** A server whose answers come when the test says so, and a timer that runs when the test says so. */
function setUp() {
  const seen: string[] = [];
  const requests: { answer(seq: number, data: string): Promise<void>; refuse(): Promise<void> }[] = [];
  const timers: (() => void)[] = [];
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  const stream = new TopicStream<string, string>({
    load: () =>
      new Promise((resolve, reject) => {
        requests.push({
          answer(seq, data) {
            resolve({ seq, data });
            return settled();
          },
          refuse() {
            reject(new Error('no'));
            return settled();
          },
        });
      }),
    onSnapshot: (data) => seen.push(`snapshot ${data}`),
    onDelta: (delta) => seen.push(delta),
    onLive: (live) => seen.push(live ? 'live' : 'not live'),
    schedule(task) {
      timers.push(task);
      return () => timers.splice(timers.indexOf(task), 1);
    },
  });
  const request = (n: number) => {
    const found = requests[n];
    if (!found) throw new Error(`there was no request ${n}`);
    return found;
  };
  return { stream, seen, request, requests, timers };
}

describe('TopicStream', () => {
  it('delivers the snapshot and then the deltas in order', async () => {
    const { stream, seen, request } = setUp();
    stream.open();
    await request(0).answer(4, 'a');
    stream.delta(5, 'b');
    stream.delta(6, 'c');
    expect(seen).toEqual(['snapshot a', 'live', 'b', 'c']);
  });

  it('subscribes again after a gap, and does not show the delta behind it', async () => {
    const { stream, seen, request, requests } = setUp();
    stream.open();
    await request(0).answer(4, 'a');
    stream.delta(6, 'lost its predecessor');
    expect(requests).toHaveLength(2);
    expect(stream.live).toBe(false);
    await request(1).answer(6, 'whole');
    stream.delta(7, 'next');
    expect(seen).toEqual(['snapshot a', 'live', 'not live', 'snapshot whole', 'live', 'next']);
  });

  it('leaves out a delta that the snapshot already holds', async () => {
    const { stream, seen, request } = setUp();
    stream.open();
    await request(0).answer(4, 'a');
    stream.delta(4, 'old');
    expect(seen).toEqual(['snapshot a', 'live']);
  });

  it('keeps deltas that overtake their snapshot', async () => {
    const { stream, seen, request } = setUp();
    stream.open();
    stream.delta(5, 'b');
    stream.delta(6, 'c');
    await request(0).answer(4, 'a');
    expect(seen).toEqual(['snapshot a', 'live', 'b', 'c']);
  });

  it('does not take numbers of the subscription before for a gap', async () => {
    const { stream, seen, request, requests } = setUp();
    stream.open();
    stream.delta(57, 'of the old numbering');
    await request(0).answer(0, 'a');
    stream.delta(1, 'b');
    expect(seen).toEqual(['snapshot a', 'live', 'b']);
    expect(requests).toHaveLength(1);
  });

  it('ignores the answer to a subscription that a lost connection has overtaken', async () => {
    const { stream, seen, request } = setUp();
    stream.open();
    stream.disconnected();
    stream.reconnected();
    await request(0).answer(4, 'stale');
    await request(1).answer(1, 'fresh');
    expect(seen).toEqual(['snapshot fresh', 'live']);
  });

  it('subscribes again when the connection is back', async () => {
    const { stream, seen, request } = setUp();
    stream.open();
    await request(0).answer(4, 'a');
    stream.disconnected();
    stream.reconnected();
    await request(1).answer(1, 'b');
    expect(seen).toEqual(['snapshot a', 'live', 'not live', 'snapshot b', 'live']);
  });

  it('tries again when the server refuses', async () => {
    const { stream, request, requests, timers } = setUp();
    stream.open();
    await request(0).refuse();
    expect(timers).toHaveLength(1);
    timers[0]?.();
    expect(requests).toHaveLength(2);
  });

  it('does nothing any more once it is closed', async () => {
    const { stream, seen, request, timers } = setUp();
    stream.open();
    stream.close();
    await request(0).answer(4, 'a');
    stream.delta(5, 'b');
    stream.reconnected();
    expect(seen).toEqual([]);
    expect(timers).toEqual([]);
  });
});

describe('applyRows', () => {
  const keyOf = (row: { id: string }) => row.id;

  it('replaces, adds and removes rows, and keeps the objects of the others', () => {
    const a = { id: 'a', n: 1 };
    const rows = new Map([
      ['a', a],
      ['b', { id: 'b', n: 1 }],
    ]);
    const next = applyRows(
      rows,
      [
        { upsert: [{ id: 'b', n: 2 }], remove: [] },
        { upsert: [{ id: 'c', n: 1 }], remove: ['gone'] },
      ],
      keyOf,
    );
    expect([...next.values()]).toEqual([a, { id: 'b', n: 2 }, { id: 'c', n: 1 }]);
    expect(next.get('a')).toBe(a);
    expect(rows.size).toBe(2);
  });

  it('answers with the same map when nothing changed', () => {
    const rows = new Map<string, { id: string }>();
    expect(applyRows(rows, [{ upsert: [], remove: [] }], keyOf)).toBe(rows);
  });
});
