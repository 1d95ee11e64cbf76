import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Arena, pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';
import { percentile } from '../support/reference-call.ts';
import type { SipSocket } from '../support/sip-socket.ts';

const METHODS = ['REGISTER', 'INVITE', 'OPTIONS'] as const;
const EXISTING = ['1001', '1002', '1003', '1004', '1005', '1006', '1007', '1008'];
const SVWAR = '/usr/bin/svwar';

/** An answer without what differs in every answer: tags, branches, nonces, numbers of calls. */
function essence(answer: string): string {
  const name = /^([^:\s]+)\s*:/;
  return answer
    .split('\r\n')
    .filter((line) => !/^(via|from|to|call-id|cseq|v|f|t|i|date)\s*:/i.test(line))
    .map((line) => (/^www-authenticate/i.test(line) ? line.replaceAll(/(nonce|opaque)="[^"]*"/g, '$1') : name.test(line) ? line : line))
    .join('\n');
}

/** Each name is asked for once in a while from a new address, so that no ban comes between: what is told of it, and how fast. */
async function compare(arena: Arena, rounds: number): Promise<{ different: number; timing: number }> {
  let different = 0;
  const times: Record<'existing' | 'absent', number[]> = { existing: [], absent: [] };
  for (let round = 0; round < rounds; round++) {
    for (const method of METHODS) {
      const socket = await arena.socket();
      const told: (string | undefined)[] = [];
      // Which comes first changes, so that neither is always the one that warms something up.
      const kinds = round % 2 === 0 ? (['existing', 'absent'] as const) : (['absent', 'existing'] as const);
      for (const kind of kinds) {
        const user = kind === 'existing' ? (EXISTING[round % EXISTING.length] ?? '') : `9${String(round).padStart(3, '0')}`;
        const answer = await socket.ask(socket.request({ method, fromUser: user }), { patienceMs: 600 });
        told.push(answer && essence(answer.text));
        if (answer) times[kind].push(answer.afterMs);
      }
      if (told[0] !== told[1]) different++;
    }
  }
  const median = (values: number[]): number =>
    percentile(
      values.toSorted((a, b) => a - b),
      0.5,
    );
  return { different, timing: Math.abs(median(times.existing) - median(times.absent)) };
}

/** How many of the extensions asked for are answered before nothing is said any more. */
async function answeredUntilBanned(socket: SipSocket, method: string): Promise<number> {
  for (let n = 0; n < 40; n++) {
    const answer = await socket.ask(socket.request({ method, fromUser: String(100 + n) }), { patienceMs: 300 });
    if (!answer) return n;
  }
  return 40;
}

/** Names that SIPVicious' svwar says exist, of four that do among forty. */
function svwar(arena: Arena, method: string): Promise<number> {
  const args = [
    '-m',
    method,
    '-e',
    '980-1020',
    '-b',
    arena.newAddress(),
    '-p',
    String(arena.engine.sipPort),
    '127.0.0.1',
    '--force',
    '--maximumtime=3',
  ];
  const child = spawn(SVWAR, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    child.once('close', () => {
      clearTimeout(late);
      // Rows of its table: | 1001 | reqauth |
      resolve([...said.matchAll(/^\|\s*(10\d\d|9\d\d)\s*\|/gm)].length);
    });
  });
}

export const f07: Attack = {
  id: 'F7',
  title: 'Scan for extensions',
  what: 'Extensions are tried one after the other (svwar): any difference between the answers, or their speed, would tell which exist.',
  limits: {
    'different answers': { atMost: 0 },
    'difference in time ms': { atMost: 1 },
    'answers until banned': { atMost: 10 },
    'extensions svwar found': { atMost: 0 },
  },
  async run(arena) {
    for (const user of EXISTING) await arena.board.account(user);
    const { different, timing } = await compare(arena, arena.scaled(16, 100));
    const until: number[] = [];
    for (const method of METHODS) until.push(await answeredUntilBanned(await arena.socket(), method));
    // A phone at that address that is in order, but not yet registered, is not shut out by its colleagues' typing errors.
    const office = await arena.socket();
    for (let n = 0; n < 5; n++) await office.ask(office.request({ method: 'REGISTER', fromUser: '1001x' }), { patienceMs: 300 });
    const signed = await office.askSigned({ method: 'REGISTER', fromUser: '1001' }, { username: '1001', password: 'pw-1001' });
    let found = 0;
    if (existsSync(SVWAR)) for (const method of METHODS) found += await svwar(arena, method);
    await pause(100);
    return {
      'different answers': different,
      'difference in time ms': timing,
      'answers until banned': Math.max(...until),
      'extensions svwar found': found,
      'phone with a colleague who mistypes is served': signed.answer?.status === 200 ? 1 : 0,
    };
  },
};
