import { describe, expect, it } from 'vitest';
import { exactKey } from '../src/ui/data-list.tsx';
import { arranged, moved } from '../src/ui/list-columns.ts';
import { readListState } from '../src/ui/list-state.ts';

const columns = [{ key: 'time' }, { key: 'number' }, { key: 'size', hidden: true }, { key: 'queue' }];
const told = (layout: Parameters<typeof arranged>[1]) => arranged(columns, layout).map(({ key, shown }) => (shown ? key : `(${key})`));

describe('the columns of a list', () => {
  it('are those of the list until somebody arranges them', () => {
    expect(told(null)).toEqual(['time', 'number', '(size)', 'queue']);
  });
  it('are shown as arranged', () => {
    const layout = {
      columns: [
        { key: 'queue', shown: true },
        { key: 'size', shown: true },
        { key: 'time', shown: false },
        { key: 'number', shown: true },
      ],
    };
    expect(told(layout)).toEqual(['queue', 'size', '(time)', 'number']);
  });
  it('that a later version adds stand after their neighbour, and those that are no more are forgotten', () => {
    expect(
      told({
        columns: [
          { key: 'queue', shown: true },
          { key: 'gone', shown: true },
          { key: 'time', shown: true },
        ],
      }),
    ).toEqual(['queue', 'time', 'number', '(size)']);
  });
  it('are never all away', () => {
    expect(told({ columns: columns.map(({ key }) => ({ key, shown: false })) })).toEqual(['time', 'number', '(size)', 'queue']);
  });
  it('move one step, and not beyond the ends', () => {
    expect(moved(columns, 'number', -1).map(({ key }) => key)).toEqual(['number', 'time', 'size', 'queue']);
    expect(moved(columns, 'queue', 1)).toEqual(columns);
    expect(moved(columns, 'nothing', 1)).toEqual(columns);
  });
});

describe('the exact total', () => {
  const keyOf = (address: string) => JSON.stringify(exactKey(['calls'], readListState(new URLSearchParams(address), ['queue'])));
  it('is that of one search: another filter or another text has not been counted', () => {
    expect(keyOf('queue=1')).not.toBe(keyOf('queue=2'));
    expect(keyOf('queue=1')).not.toBe(keyOf('queue=1&search=x'));
  });
  it('holds on every page of it', () => {
    expect(keyOf('queue=1&after=abc')).toBe(keyOf('queue=1'));
    expect(keyOf('queue=1&last=1')).toBe(keyOf('queue=1'));
  });
});
