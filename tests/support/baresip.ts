import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pcmWav, sine } from '@zuoxi/sound';
import { eventually } from './eventually.ts';

/** baresip takes its own address from a network card, never from loopback. */
export const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address;

export const baresipUsable = existsSync('/usr/bin/baresip') && ownAddress !== undefined;

const MODULES = '/usr/lib/baresip/modules';

/** A real desk phone: baresip, registered with digest, answering by itself, speaking a tone and writing down what it hears. */
export class Baresip {
  readonly #process: ChildProcess;
  readonly #folder: string;
  #output = '';

  private constructor(child: ChildProcess, folder: string) {
    this.#process = child;
    this.#folder = folder;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
  }

  static async register(options: {
    sipPort: number;
    user: string;
    password: string;
    frequency: number;
    /** As baresip names them; default `PCMA`. */
    codecs?: string;
    /** How long it speaks; then it hangs up. Default 30. */
    talksS?: number;
    /** Demands keys in SDP (RFC 4568). */
    encrypted?: boolean;
  }): Promise<Baresip> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-baresip-'));
    await mkdir(join(folder, 'heard'));
    await writeFile(
      join(folder, 'tone.wav'),
      toneWav(options.frequency, options.talksS ?? 30, options.codecs?.startsWith('G722') ? 16_000 : 8_000),
    );
    const account = `<sip:${options.user}@${ownAddress}:${options.sipPort};transport=udp>;auth_user=${options.user};auth_pass=${options.password};answermode=auto;regint=60;audio_codecs=${options.codecs ?? 'PCMA'}${options.encrypted ? ';mediaenc=srtp-mand' : ''}`;
    await writeFile(join(folder, 'accounts'), `${account}\n`);
    await writeFile(join(folder, 'contacts'), '');
    await writeFile(
      join(folder, 'config'),
      [
        `module_path ${MODULES}`,
        'module g711.so',
        'module g722.so',
        ...(options.encrypted ? ['module srtp.so'] : []),
        'module aufile.so',
        'module auloop.so',
        'module ausine.so',
        'module sndfile.so',
        'module_app account.so',
        'module_app menu.so',
        `audio_source aufile,${join(folder, 'tone.wav')}`,
        'audio_player aufile,',
        'audio_alert aufile,',
        `snd_path ${join(folder, 'heard')}`,
        'rtp_stats no',
      ].join('\n'),
    );
    const child = spawn('/usr/bin/baresip', ['-f', folder], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const phone = new Baresip(child, folder);
    await eventually('baresip registers', () => / 200 OK /.test(phone.output), 15_000).catch((error: Error) => {
      throw new Error(`${error.message}\n${phone.output}`);
    });
    return phone;
  }

  get output(): string {
    return this.#output;
  }

  /** The decoded audio of the calls so far, as WAV files (module sndfile). */
  async heard(): Promise<Buffer[]> {
    const names = (await readdir(join(this.#folder, 'heard'))).filter((name) => name.includes('dec'));
    return Promise.all(names.map((name) => readFile(join(this.#folder, 'heard', name))));
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A tone as a WAV file; at other rates than 8 kHz, too. */
export function toneWav(frequency: number, seconds: number, rate = 8000): Buffer {
  return pcmWav(sine((frequency * 8000) / rate, rate * seconds), rate);
}
