import { join } from 'node:path';
import { ENGINE_CORE } from '../harness/cores.ts';
import { NodeChild } from '../harness/node-child.ts';
import type { Acd, AcdKind } from '../load/acd.ts';
import { softswitch } from './softswitch.ts';

const MAIN = join(import.meta.dirname, 'our-acd-main.ts');

/** The softswitch, and call control in a process of its own, over ARI as in the product; nothing is stored. */
export const ourAcd: AcdKind = { ...softswitch, name: 'zuoxi', startAcd };

async function startAcd(phonesAt: number): Promise<Acd> {
  const engine = await softswitch.start();
  const child = new NodeChild(MAIN, { core: ENGINE_CORE, env: { ARI_URL: engine.ariUrl, PHONES_AT: String(phonesAt) } });
  await child.nextMessage();
  const ask = async (message: object): Promise<unknown> => {
    const answer = child.nextMessage();
    child.send(message);
    return answer;
  };
  return {
    sipPort: engine.sipPort,
    pids: () => [...engine.pids(), child.pid],
    ready: (agent) => child.send({ ready: agent }),
    notReady: async (agent) => void (await ask({ notReady: agent })),
    waiting: async (queue) => Number(await ask({ waiting: queue })),
    async stop() {
      await child.stop();
      await engine.stop();
    },
  };
}
