import { readdir, readFile } from 'node:fs/promises';

/** The processes that this one has started and that still are; empty where there is no /proc. */
export async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^[0-9]+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    // The name stands in brackets and may hold anything; the parent is the second field after it.
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid) children.push(Number(entry));
  }
  return children;
}

/** SIGKILL to the process and all that it has started: also for one that was stopped, and so cannot hear anything else. */
export async function killTree(pid: number): Promise<void> {
  // Never the whole group: 0 would be our own.
  if (pid <= 0) return;
  for (const one of [pid, ...(await childrenOf(pid))]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}
