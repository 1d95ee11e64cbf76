import type { Benchmark } from '../harness/benchmark.ts';
import { udpRelay } from './b0-udp-relay.ts';
import { callRate } from './b1-call-rate.ts';
import { bridgedCalls, recordedCalls } from './b3-bridged-calls.ts';
import { rooms } from './b6-rooms.ts';
import { distribution } from './b8-distribution.ts';

export const benchmarks: readonly Benchmark[] = [udpRelay, callRate, bridgedCalls, recordedCalls, rooms, distribution];
