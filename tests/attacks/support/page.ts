import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const PAGE = join(ROOT, 'docs/security/attacks.md');

const commit = (): string => execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();

/** The results of one full run, with what they were measured on. */
export async function writePage(sections: readonly string[]): Promise<void> {
  const [first] = cpus();
  const machine = `${cpus().length} × ${first?.model.trim() ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}`;
  const head = `# Attacks on the engine

What an attacker can send to the part of the product that speaks SIP and carries the sound, what became of it, and what became of
the same attack on Asterisk 22.10. Written by \`npm run attacks -- --write\` on ${new Date().toISOString().slice(0, 10)}, commit ${commit()},
Node ${process.versions.node}, ${machine}. All traffic stays on loopback; engine, attacker and measuring share the machine's cores.
\`npm test\` runs a short form of each against the softswitch and fails when a limit is not kept.

Beside every attack two phones talk with each other through the engine, with numbered packets; one of them asks inside the call for an
answer twenty times a second, and a third phone registers four times a second. "Packets of the call lost" counts what the other end
never heard; "packets of others heard" what neither of them said; "known peers served" how many of these questions and registrations
were answered. Memory is the growth of the engine's process up to its peak. ✓ and ✗ say whether the limit is kept; rows without a limit
are information. Times below 20 ms count as 20 when "answers slower" is worked out, and twice by how much the measuring process was late itself
is taken off. Ids are those of our list of faults and attacks.

Besides, \`npm run fuzz\` sends a million inputs to each parser; \`npm test\` ten thousand.

`;
  await mkdir(join(PAGE, '..'), { recursive: true });
  await writeFile(PAGE, head + sections.join('\n'));
}
