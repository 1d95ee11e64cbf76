import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { ENGINE_CORE } from '../harness/cores.ts';
import { NodeChild } from '../harness/node-child.ts';
import { percentile } from '../harness/statistics.ts';
import type { BoardMarks, BoardRun, BoardStarted } from '../load/board-changes.ts';

const CHROMIUM = '/usr/bin/chromium';
const SERVER = join(import.meta.dirname, '../engines/board-server-main.ts');
const STILL_S = 8;
const SCROLLING_S = 4;
const GOAL_MS = 300;

/**
 * The live board as a supervisor has it open: server, PostgreSQL, Socket.IO and the console as they are shipped, 500 agents of whom 50
 * change every second. From the order to call control until the change is painted, and the frames the page makes meanwhile.
 */
export const board: Benchmark = {
  id: 'B9B',
  title: 'the live board: 500 agents, 50 changes a second, Chromium without a GPU on one core',
  unit: 'ms p95 from the change to the screen',
  better: 'lower',
  ours: undefined,
  peer: undefined,
  async open() {
    const server = new NodeChild(SERVER, { core: ENGINE_CORE });
    // Every message of that process is one of board-changes.ts; the first says where it is.
    const started = (await server.nextMessage()) as BoardStarted;
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-bench-browser-'));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: CHROMIUM,
      headless: true,
      locale: 'zh-CN',
      viewport: { width: 1920, height: 1080 },
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    const session = new BoardSession(server, context, folder);
    try {
      await session.show(started);
      await session.repeat();
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  },
};

interface Seen {
  /** Epoch ms at which a mark was first painted. */
  marks: Record<string, number>;
  /** Between two frames, ms. */
  frames: number[];
}

class BoardSession implements Session {
  readonly #server: NodeChild;
  readonly #context: BrowserContext;
  readonly #folder: string;

  constructor(server: NodeChild, context: BrowserContext, folder: string) {
    this.#server = server;
    this.#context = context;
    this.#folder = folder;
  }

  async show({ url, tenant, account, password }: BoardStarted): Promise<void> {
    const page = this.#page();
    await page.goto(url);
    await page.locator('input').nth(0).fill(tenant);
    await page.locator('input').nth(1).fill(account);
    await page.locator('input[type=password]').fill(password);
    await page.getByTestId('sign-in').click();
    await page.getByTestId('sign-in').waitFor({ state: 'detached' });
    await page.goto(`${url}/agents`);
    await page.getByTestId('board-row-7000').waitFor();
    await page.evaluate(WATCH);
  }

  async repeat(): Promise<Sample> {
    const still = await this.#window(STILL_S, false);
    const scrolling = await this.#window(SCROLLING_S, true);
    const { delays } = still;
    const late = delays.filter((ms) => ms >= GOAL_MS).length;
    return {
      value: percentile(delays, 0.95),
      details: {
        'ms p50': percentile(delays, 0.5),
        'ms p99': percentile(delays, 0.99),
        'ms, longest': Math.max(...delays),
        'changes seen': delays.length,
        'frames a second': framesPerSecond(still.frames),
        'ms between frames p50': percentile(still.frames, 0.5),
        'ms between frames p95': percentile(still.frames, 0.95),
        'ms between frames, longest': Math.max(...still.frames),
        'frames a second while it is scrolled': framesPerSecond(scrolling.frames),
        'ms between frames p95 while it is scrolled': percentile(scrolling.frames, 0.95),
      },
      problems: [
        ...(delays.length === 0 ? ['no change came to the screen'] : []),
        ...(late > 0 ? [`${late} of ${delays.length} changes took ${GOAL_MS} ms and more`] : []),
      ],
    };
  }

  async close(): Promise<void> {
    await this.#context.close();
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Changes for so long, and what the page made of them. */
  async #window(seconds: number, scrolls: boolean): Promise<{ delays: number[]; frames: number[] }> {
    const page = this.#page();
    await page.evaluate(`window.boardWatch.begin(${scrolls})`);
    const answer = this.#server.nextMessage();
    this.#server.send({ seconds } satisfies BoardRun);
    const ordered = (await answer) as BoardMarks;
    const seen = await page.evaluate<Seen>('window.boardWatch.end()');
    const delays = Object.entries(seen.marks).flatMap(([mark, at]) => {
      const from = ordered[mark];
      return from === undefined ? [] : [at - from];
    });
    return { delays, frames: seen.frames };
  }

  #page(): Page {
    const [page] = this.#context.pages();
    if (!page) throw new Error('the browser has a page');
    return page;
  }
}

const framesPerSecond = (frames: readonly number[]): number => (frames.length * 1000) / frames.reduce((sum, ms) => sum + ms, 0);

/** Runs in the page: a text, since its names are the browser's. A mark counts when the frame after its change has been painted. */
const WATCH = `(() => {
  let marks = {};
  let frames = [];
  let last = 0;
  let isOn = false;
  let scrolls = false;
  let down = true;
  const found = (text) => {
    for (const mark of text.match(/#[0-9]+#/g) ?? []) {
      if (mark in marks) continue;
      marks[mark] = 0;
      requestAnimationFrame(() => setTimeout(() => { marks[mark] = Date.now(); }));
    }
  };
  new MutationObserver((changes) => {
    if (!isOn) return;
    for (const { target, type, addedNodes } of changes) {
      if (type === 'characterData') found(target.data);
      else for (const node of addedNodes) found(node.textContent ?? '');
    }
  }).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
  const frame = (at) => {
    if (!isOn) return;
    if (last) frames.push(at - last);
    last = at;
    if (scrolls) {
      const body = document.querySelector('main [role=table]');
      if (body) {
        if (body.scrollTop + body.clientHeight >= body.scrollHeight - 1) down = false;
        if (body.scrollTop <= 0) down = true;
        body.scrollTop += down ? 12 : -12;
      }
    }
    requestAnimationFrame(frame);
  };
  window.boardWatch = {
    begin(withScrolling) {
      marks = {};
      frames = [];
      last = 0;
      scrolls = withScrolling;
      isOn = true;
      requestAnimationFrame(frame);
    },
    async end() {
      await new Promise((resolve) => setTimeout(resolve, 500));
      isOn = false;
      await new Promise((resolve) => setTimeout(resolve, 50));
      document.querySelector('main [role=table]')?.scrollTo(0, 0);
      return { marks, frames };
    },
  };
})()`;
