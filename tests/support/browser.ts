import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { demo } from '../../apps/server/src/demo.ts';
import { toneWav } from './baresip.ts';
import type { CabledHost } from './cabled-host.ts';
import { CHROMIUM, CHROMIUM_FLAGS, chromiumInstalled, WHOLE_CHROMIUM } from './chromium.ts';
import { onFailure } from './failure-report.ts';
import { HEARD_DB, KEEP_CONNECTIONS, levelsOf } from './page-ears.ts';

export { chromiumInstalled };

/** Pictures for looking at, in tests/.artifacts/ (ignored by git): made with ZUOXI_SCREENSHOTS=1, and always of what failed. */
const ARTIFACTS = resolve(import.meta.dirname, '../.artifacts');
const WITH_SCREENSHOTS = Boolean(process.env.ZUOXI_SCREENSHOTS);

/** Chromium with a microphone that hears a tone, signed in to nothing yet. */
export class Browser {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #folder: string;
  /** What the page wrote to its console as an error, and errors it did not catch. */
  readonly problems: string[] = [];
  readonly #forgetFailures: () => void;

  private constructor(context: BrowserContext, page: Page, folder: string) {
    this.#context = context;
    this.page = page;
    this.#folder = folder;
    this.#forgetFailures = onFailure((name) => this.#testify(name));
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
  }

  /** `at`: on a machine of its own. `motion`: things open by growing, as most people have it. `notifications`: may be shown. */
  static async open(
    options: {
      frequency?: number;
      language?: 'zh-CN' | 'en';
      width?: number;
      height?: number;
      at?: CabledHost;
      motion?: boolean;
      notifications?: boolean;
    } = {},
  ): Promise<Browser> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-browser-'));
    await writeFile(join(folder, 'tone.wav'), toneWav(options.frequency ?? 700, 10, 48_000));
    const program = options.notifications ? WHOLE_CHROMIUM : CHROMIUM;
    const executablePath = options.at ? await options.at.program(folder, program) : program;
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath,
      headless: true,
      locale: options.language ?? 'zh-CN',
      // A click on what is just growing goes beside it once in many runs: no person is that fast.
      reducedMotion: options.motion ? 'no-preference' : 'reduce',
      viewport: { width: options.width ?? 1366, height: options.height ?? 768 },
      permissions: ['microphone', 'notifications'],
      // The installation's own certificate: what a person accepts once.
      ignoreHTTPSErrors: true,
      args: [
        ...CHROMIUM_FLAGS,
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-audio-capture=${join(folder, 'tone.wav')}`,
        '--autoplay-policy=no-user-gesture-required',
      ],
    });
    await context.addInitScript(KEEP_CONNECTIONS);
    const page = context.pages()[0] ?? (await context.newPage());
    return new Browser(context, page, folder);
  }

  async signIn(url: string, account: string): Promise<void> {
    const { tenant, password } = demo.summary;
    await this.page.goto(url);
    await this.page.locator('input[type=text], input:not([type])').first().fill(tenant);
    await this.page.locator('input').nth(1).fill(account);
    await this.page.locator('input[type=password]').fill(password);
    await this.page.getByTestId('sign-in').click();
    await this.page.getByTestId('sign-in').waitFor({ state: 'detached' });
    // Asking who is signed in, before anybody is, is answered 401 and shows in the browser's console.
    this.problems.length = 0;
  }

  /** The strongest frequency that the browser phone plays now, in Hz; 0 while silent. */
  async heardFrequency(): Promise<number> {
    // A string, because the function runs in the page: its names are the browser's, not Node's.
    return this.page.evaluate(`(async () => {
      const receivers = window.heardConnections.filter((c) => c.connectionState === 'connected').flatMap((c) => c.getReceivers());
      const track = receivers.map((r) => r.track).find((t) => t && t.kind === 'audio' && t.readyState === 'live');
      if (!track) return 0;
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      analyser.fftSize = 8192;
      context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      await new Promise((done) => setTimeout(done, 500));
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const best = bins.indexOf(Math.max(...bins));
      const frequency = bins[best] > -70 ? (best * context.sampleRate) / analyser.fftSize : 0;
      await context.close();
      return frequency;
    })()`);
  }

  /** Which of these tones the browser phone plays now. */
  async which(frequencies: readonly number[]): Promise<number[]> {
    const levels = await this.page.evaluate<number[]>(levelsOf(frequencies));
    return frequencies.filter((_, index) => (levels[index] ?? -Infinity) > HEARD_DB);
  }

  /** A picture for people; nothing is asserted on it. */
  async screenshot(name: string, page = this.page): Promise<void> {
    if (WITH_SCREENSHOTS) await this.#picture(name, page);
  }

  async #picture(name: string, page = this.page): Promise<void> {
    await mkdir(ARTIFACTS, { recursive: true });
    await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
  }

  /** For a failed test: a picture of the page, and in words what lies on top of it. */
  async #testify(test: string): Promise<string> {
    const name = `failed-${test.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}`;
    await this.#picture(name);
    const onTop = this.page.locator('[role=dialog]:visible, [role=alert]:visible, .ant-drawer:visible, .ant-message-notice:visible');
    const words = (await onTop.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').slice(0, 200));
    return `${this.page.url()} shows ${JSON.stringify(words)}; problems ${JSON.stringify(this.problems)}; picture ${name}.png`;
  }

  /** Another tab of the same browser. */
  newTab(): Promise<Page> {
    return this.#context.newPage();
  }

  /** `kill -9` of all its processes: nothing can say goodbye. */
  async kill(): Promise<void> {
    for (const entry of await readdir('/proc')) {
      if (!/^[0-9]+$/.test(entry)) continue;
      const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
      // Only the first process names the profile; the others end with it.
      if (command.includes(this.#folder)) process.kill(Number(entry), 'SIGKILL');
    }
    await this.close().catch(() => {});
  }

  async close(): Promise<void> {
    this.#forgetFailures();
    await this.#context.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
