import { expect, test } from 'vitest';
import { RANK, rankOf } from '../../src/media/believed-source.ts';

const SIGNALLING = '203.0.113.1';
const STRANGER = '198.51.100.9';

test.each([
  // Whom it is from, SDP's address, its port 4000 → rank without keys.
  ['a phone without NAT', SIGNALLING, SIGNALLING, 4_000, 'named'],
  ['a phone without NAT, from another port', SIGNALLING, SIGNALLING, 4_001, 'certainHost'],
  ['a phone behind NAT', '192.168.1.5', SIGNALLING, 61_000, 'certainHost'],
  ['whoever has that private address here', '192.168.1.5', '192.168.1.5', 4_000, 'host'],
  ['the media server of a carrier', '203.0.113.77', '203.0.113.77', 4_000, 'named'],
  ['another port of that media server', '203.0.113.77', '203.0.113.77', 4_002, 'certainHost'],
  ['a carrier that names a media server and sends itself', '203.0.113.77', SIGNALLING, 4_000, 'host'],
  ['a stranger, whatever the SDP says', '203.0.113.77', STRANGER, 4_000, 'stranger'],
  ['a stranger, behind NAT and a proxy', '10.0.0.7', STRANGER, 4_000, 'stranger'],
  ['a stranger, with nothing in the SDP', undefined, STRANGER, 4_000, 'stranger'],
  ['the host that signals, with nothing in the SDP', undefined, SIGNALLING, 4_000, 'certainHost'],
] as const)('%s', (_, named, address, port, rank) => {
  expect(rankOf(address, port, { named, port: 4_000, signalling: SIGNALLING }, false)).toBe(RANK[rank]);
});

test('who has the keys is no stranger, and gives way to both hosts', () => {
  const claims = { named: '10.0.0.7', port: 4_000, signalling: SIGNALLING };
  const keys = rankOf(STRANGER, 4_000, claims, true);
  expect(keys).toBe(RANK.holdsKeys);
  expect(keys).toBeLessThan(rankOf('10.0.0.7', 4_000, claims, true));
  expect(rankOf('10.0.0.7', 4_000, claims, true)).toBeLessThan(rankOf(SIGNALLING, 4_000, claims, true));
});

test('where nobody knows where the signalling comes from, only what the SDP names counts', () => {
  const claims = { named: '10.0.0.7', port: 4_000, signalling: undefined };
  expect(rankOf('10.0.0.7', 4_000, claims, false)).toBe(RANK.named);
  expect(rankOf(STRANGER, 4_000, claims, false)).toBe(RANK.stranger);
});
