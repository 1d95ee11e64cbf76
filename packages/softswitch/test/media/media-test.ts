import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@zuoxi/kit';
import { test as base } from 'vitest';
import { createMediaEngine, type LegEvent, type MediaEngine } from '../../src/media/index.ts';
import type { TestPhone } from './test-phone.ts';

/** What each test of the engine has for itself, so that tests can run at the same time: audio takes real time. */
export interface Studio {
  engine: MediaEngine;
  /** All that the engine has reported. */
  events: LegEvent[];
  /** Closed at the end. */
  phones: TestPhone[];
  /** Removed at the end. */
  folder: string;
}

export const test = base.extend<{ studio: Studio }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures are needed.
  studio: async ({}, use) => {
    const engine = await createMediaEngine({ bindAddress: '127.0.0.1', portRange: [0, 0], mediaTimeoutMs: 1_500 }, silentLogger);
    const studio: Studio = { engine, events: [], phones: [], folder: await mkdtemp(join(tmpdir(), 'zuoxi-media-')) };
    engine.on((event) => studio.events.push(event));
    await use(studio);
    for (const phone of studio.phones) phone.close();
    await engine.close();
    await rm(studio.folder, { recursive: true });
  },
});
