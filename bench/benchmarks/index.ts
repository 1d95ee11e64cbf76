import type { Benchmark } from '../harness/benchmark.ts';
import { udpRelay } from './b0-udp-relay.ts';
import { callRate } from './b1-call-rate.ts';
import { bridgedCalls, recordedCalls } from './b3-bridged-calls.ts';
import { mediaDelay } from './b5-media-delay.ts';
import { rooms } from './b6-rooms.ts';
import { webRtcCalls } from './b7-webrtc.ts';
import { distribution } from './b8-distribution.ts';
import { decisions } from './b9-decisions.ts';
import { board } from './b9b-board.ts';
import { lists } from './l1-lists.ts';
import { recentCalls } from './p20-recent-calls.ts';
import { recordOnList } from './p21-record-on-list.ts';

export const benchmarks: readonly Benchmark[] = [
  udpRelay,
  callRate,
  bridgedCalls,
  recordedCalls,
  mediaDelay,
  rooms,
  webRtcCalls,
  distribution,
  decisions,
  board,
  recentCalls,
  recordOnList,
  lists,
];
