import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

function ip(...args: string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}

let hosts = 0;

/**
 * Another machine, with a cable to this one that can be pulled out: a network namespace and a pair of veth devices. What is sent while the
 * cable is out is lost, in both directions, UDP and TCP alike.
 */
export class CabledHost {
  /** Of this machine, as the other one reaches it. */
  readonly address: string;
  readonly #namespace: string;
  readonly #cable: string;

  private constructor(address: string, name: string) {
    this.address = address;
    this.#namespace = name;
    this.#cable = name;
  }

  /** Namespaces are root's, and iproute2's. */
  static readonly available = process.getuid?.() === 0 && existsSync('/usr/sbin/ip');

  static async connect(): Promise<CabledHost> {
    // Of this process alone: other test files may do the same at the same time.
    const name = `zx${process.pid}-${++hosts}`;
    const net = `10.${200 + (process.pid % 50)}.${(process.pid >> 6) & 255}`;
    const [near, far] = [`${net}.${hosts * 4 + 1}`, `${net}.${hosts * 4 + 2}`];
    const host = new CabledHost(near, name);
    try {
      ip('netns', 'add', name);
      ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'cable', 'netns', name);
      ip('addr', 'add', `${near}/30`, 'dev', name);
      ip('link', 'set', name, 'up');
      for (const args of [
        ['addr', 'add', `${far}/30`, 'dev', 'cable'],
        ['link', 'set', 'cable', 'up'],
        ['link', 'set', 'lo', 'up'],
      ]) {
        ip('-n', name, ...args);
      }
      return host;
    } catch (error) {
      host.remove();
      throw error;
    }
  }

  /** A program that starts that one there. */
  async program(folder: string, path: string): Promise<string> {
    const script = join(folder, 'over-there');
    await writeFile(script, `#!/bin/sh\nexec ip netns exec ${this.#namespace} ${path} "$@"\n`);
    await chmod(script, 0o755);
    return script;
  }

  pullCable(): void {
    ip('link', 'set', this.#cable, 'down');
  }

  plugCable(): void {
    ip('link', 'set', this.#cable, 'up');
  }

  remove(): void {
    spawnSync('ip', ['link', 'delete', this.#cable]);
    spawnSync('ip', ['netns', 'delete', this.#namespace]);
  }
}
