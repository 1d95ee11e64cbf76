import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demo } from '../../apps/server/src/demo.ts';
import { eventually } from './eventually.ts';
import { onFailure } from './failure-report.ts';
import { HEARD_DB, KEEP_CONNECTIONS, SILENCE_DB } from './page-ears.ts';

const FIREFOX = '/usr/bin/firefox-esr';
/** For what the page has to do first, such as ringing. */
const PATIENCE_MS = 30_000;
export const firefoxInstalled = existsSync(FIREFOX);

/** What the fake microphone says, in Hz. */
export const FIREFOX_HZ = 1100;

/** Nobody listens there. */
const NOWHERE = { host: '127.0.0.1', port: 9 };

/**
 * Nothing leaves the machine. Requests end at a proxy that is not there, which also keeps names from being looked up; what Firefox would ask
 * of its maker at a start is switched off on top of it, so that it does not wait for answers.
 */
const STAYS_AT_HOME: Readonly<Record<string, string | number | boolean>> = {
  'network.proxy.type': 1,
  'network.proxy.http': NOWHERE.host,
  'network.proxy.http_port': NOWHERE.port,
  'network.proxy.ssl': NOWHERE.host,
  'network.proxy.ssl_port': NOWHERE.port,
  'network.proxy.no_proxies_on': 'localhost,127.0.0.1',
  // Otherwise its own requests go without a proxy when that one does not answer.
  'network.proxy.failover_direct': false,
  'network.proxy.allow_bypass': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'network.predictor.enabled': false,
  'network.http.speculative-parallel-limit': 0,
  'network.trr.mode': 5,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings',
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.unified': false,
  'toolkit.telemetry.server': 'data:,',
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.usage.uploadEnabled': false,
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'app.update.auto': false,
  'extensions.update.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.blocklist.enabled': false,
  'browser.search.update': false,
  'browser.region.update.enabled': false,
  'browser.region.network.url': '',
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.blockedURIs.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.startup.page': 0,
  'browser.startup.homepage': 'about:blank',
  'dom.push.connection.enabled': false,
  'dom.push.serverURL': '',
  // OpenH264 and Widevine.
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-manager.url': 'data:,',
  'media.gmp-provider.enabled': false,
  // Names of the local network (mDNS) instead of addresses would be told to all of it.
  'media.peerconnection.ice.obfuscate_host_addresses': false,
};

const PREFERENCES: Readonly<Record<string, string | number | boolean>> = {
  ...STAYS_AT_HOME,
  // A microphone that says a tone, and pages that may use it and may sound. What it does for ICE is left as everybody has it.
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.navigator.audio.fake_frequency': FIREFOX_HZ,
  'media.autoplay.default': 0,
  'intl.accept_languages': 'zh-CN, zh',
  // What is just growing cannot be clicked for sure: no person is that fast.
  'ui.prefersReducedMotion': 1,
  'signon.rememberSignons': false,
  'browser.translations.enable': false,
  'browser.shell.checkDefaultBrowser': false,
};

/** https://www.w3.org/TR/webdriver-bidi/#protocol-definition; events have no id. */
interface Answer {
  id?: number;
  type: 'success' | 'error' | 'event';
  result?: unknown;
  message?: string;
}

/** https://www.w3.org/TR/webdriver-bidi/#type-script-EvaluateResult; what is evaluated here gives a string. */
type Evaluated = { type: 'success'; result: { value: string } } | { type: 'exception'; exceptionDetails: { text: string } };

/** Firefox ESR without a window, driven by WebDriver BiDi over its own WebSocket. */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #socket: WebSocket;
  readonly #folder: string;
  readonly #asked = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  readonly #pages: FirefoxPage[] = [];
  readonly #forgetFailures = onFailure(async () => (await Promise.all(this.#pages.map((page) => page.testify()))).join('\n'));
  #last = 0;

  private constructor(process: ChildProcess, socket: WebSocket, folder: string) {
    this.#process = process;
    this.#socket = socket;
    this.#folder = folder;
    socket.addEventListener('message', ({ data }) => {
      const answer: Answer = JSON.parse(String(data));
      const asked = this.#asked.get(answer.id ?? 0);
      if (!asked) return;
      this.#asked.delete(answer.id ?? 0);
      if (answer.type === 'success') asked.resolve(answer.result);
      else asked.reject(new Error(`Firefox: ${answer.message}`));
    });
    socket.addEventListener('close', () => {
      for (const { reject } of this.#asked.values()) reject(new Error('Firefox is gone'));
      this.#asked.clear();
    });
  }

  static async open(): Promise<Firefox> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-firefox-'));
    const profile = join(folder, 'profile');
    await mkdir(profile);
    const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
    await writeFile(join(profile, 'user.js'), `${lines.join('\n')}\n`);
    const child = spawn(FIREFOX, ['--headless', '--no-remote', '--remote-debugging-port', '0', '--profile', profile], {
      env: { ...process.env, HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    try {
      const address = await eventually('Firefox listens', () => /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1], 60_000);
      const socket = new WebSocket(`${address}/session`);
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', () => reject(new Error(`no connection to ${address}`)));
      });
      const firefox = new Firefox(child, socket, folder);
      await firefox.command('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
      await firefox.command('script.addPreloadScript', { functionDeclaration: `() => {${KEEP_CONNECTIONS}}` });
      return firefox;
    } catch (error) {
      await ended(child, folder);
      throw new Error(`Firefox did not start: ${String(error)}; it said: ${said.slice(-2000)}`);
    }
  }

  /** `Result`: what the protocol says that this command gives. */
  command<Result>(method: string, params: object): Promise<Result> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      // The specification's word is taken for it.
      this.#asked.set(id, { resolve: (result) => resolve(result as Result), reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** A window of somebody else: with cookies and storage of its own. */
  async newPerson(): Promise<FirefoxPage> {
    const { userContext } = await this.command<{ userContext: string }>('browser.createUserContext', {});
    const { context } = await this.command<{ context: string }>('browsingContext.create', { type: 'window', userContext });
    await this.command('browsingContext.setViewport', { context, viewport: { width: 1366, height: 768 } });
    const page = new FirefoxPage(this, context);
    this.#pages.push(page);
    return page;
  }

  async close(): Promise<void> {
    this.#forgetFailures();
    this.#socket.close();
    await ended(this.#process, this.#folder);
  }
}

/** Ends it, and removes its profile. It has nothing to save; its other processes end with the first. */
async function ended(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

export class FirefoxPage {
  readonly #firefox: Firefox;
  readonly #context: string;

  constructor(firefox: Firefox, context: string) {
    this.#firefox = firefox;
    this.#context = context;
  }

  /** The expression's value, or that of its promise, as JSON carries it. */
  async evaluate<T>(expression: string): Promise<T> {
    const evaluated = await this.#firefox.command<Evaluated>('script.evaluate', {
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (evaluated.type === 'exception') throw new Error(evaluated.exceptionDetails.text);
    // Whoever asks knows what the page answers.
    return JSON.parse(evaluated.result.value) as T;
  }

  /** In front, as the window that somebody works in: a page behind another one gets no microphone. */
  async activate(): Promise<void> {
    await this.#firefox.command('browsingContext.activate', { context: this.#context });
  }

  async goto(url: string): Promise<void> {
    await this.activate();
    await this.#firefox.command('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  /** Pressed with the pointer, in its middle, as soon as it is there, at rest, enabled and uncovered. `text`: of those that match, the one that says this. */
  async click(selector: string, text?: string): Promise<void> {
    await this.activate();
    const { x, y } = await eventually(
      `${selector} ${text ?? ''} can be pressed`,
      () =>
        this.evaluate<{ x: number; y: number } | null>(`(async (selector, text) => {
        const found = [...document.querySelectorAll(selector)];
        const element = found.find((each) => text === undefined || each.textContent.trim() === text);
        if (!element || element.disabled) return null;
        element.scrollIntoView({ block: 'nearest' });
        const before = JSON.stringify(element.getBoundingClientRect());
        await new Promise((done) => setTimeout(done, 100));
        const { left, right, top, bottom } = element.getBoundingClientRect();
        if (JSON.stringify(element.getBoundingClientRect()) !== before) return null;
        const [x, y] = [Math.round((left + right) / 2), Math.round((top + bottom) / 2)];
        return element.contains(document.elementFromPoint(x, y)) ? { x, y } : null;
      })(${JSON.stringify(selector)}, ${JSON.stringify(text)})`).then((place) => place ?? undefined),
      PATIENCE_MS,
    );
    await this.#firefox.command('input.performActions', {
      context: this.#context,
      actions: [
        {
          type: 'pointer',
          id: 'mouse',
          actions: [
            { type: 'pointerMove', x, y },
            { type: 'pointerDown', button: 0 },
            { type: 'pointerUp', button: 0 },
          ],
        },
      ],
    });
  }

  async type(selector: string, text: string): Promise<void> {
    await this.click(selector);
    const keys = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#firefox.command('input.performActions', {
      context: this.#context,
      actions: [{ type: 'key', id: 'keyboard', actions: keys }],
    });
  }

  async signIn(url: string, account: string): Promise<void> {
    const { tenant, password } = demo.summary;
    await this.goto(url);
    await this.type('input[autocomplete=organization]', tenant);
    await this.type('input[autocomplete=username]', account);
    await this.type('input[autocomplete=current-password]', password);
    await this.click('[data-testid=sign-in]');
    await eventually(`${account} is signed in`, () => this.evaluate<boolean>(`document.querySelector('[data-testid=sign-in]') === null`));
  }

  text(): Promise<string> {
    return this.evaluate('document.body.innerText');
  }

  /** What somebody in front of it would see, and how its calls are connected. */
  async testify(): Promise<string> {
    const seen = await this.evaluate<object>(`({
      at: location.href,
      focused: document.hasFocus(),
      visible: document.visibilityState,
      calls: window.heardConnections.map((c) => [c.signalingState, c.iceConnectionState, c.connectionState]),
      text: document.body.innerText.replace(/\\s+/g, ' '),
    })`);
    return JSON.stringify(seen);
  }

  /** Which of these tones its phone plays now. */
  async which(frequencies: readonly number[]): Promise<number[]> {
    const levels = await this.evaluate<number[]>(recordedLevelsOf(frequencies));
    return frequencies.filter((_, index) => (levels[index] ?? SILENCE_DB) > HEARD_DB);
  }
}

/**
 * As `levelsOf`, by a recording: without a sound card an `AudioContext` of Firefox does not run, but its recorder and its decoder do.
 * The level is that of the tone's share (a Hann window, so that a strong tone does not leak into its neighbours).
 */
const recordedLevelsOf = (frequencies: readonly number[]): string => `(async (frequencies) => {
  const silent = frequencies.map(() => ${SILENCE_DB});
  const receivers = window.heardConnections.filter((c) => c.connectionState === 'connected').flatMap((c) => c.getReceivers());
  const track = receivers.map((r) => r.track).find((t) => t && t.kind === 'audio' && t.readyState === 'live');
  if (!track) return silent;
  const recorder = new MediaRecorder(new MediaStream([track]));
  const data = new Promise((resolve) => recorder.addEventListener('dataavailable', ({ data }) => resolve(data), { once: true }));
  recorder.start();
  await new Promise((done) => setTimeout(done, 700));
  recorder.stop();
  const recorded = await (await data).arrayBuffer();
  const decoded = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(recorded).catch(() => undefined);
  if (!decoded) return silent;
  const samples = decoded.getChannelData(0).slice(-19200);
  return frequencies.map((hz) => {
    let [re, im] = [0, 0];
    samples.forEach((sample, at) => {
      const windowed = sample * (1 - Math.cos((2 * Math.PI * at) / samples.length));
      const angle = (2 * Math.PI * hz * at) / decoded.sampleRate;
      re += windowed * Math.cos(angle);
      im += windowed * Math.sin(angle);
    });
    return 20 * Math.log10((2 * Math.hypot(re, im)) / Math.max(1, samples.length) + 1e-6);
  });
})(${JSON.stringify(frequencies)})`;
