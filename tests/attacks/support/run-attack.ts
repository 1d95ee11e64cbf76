import type { EngineName } from '../../support/engines.ts';
import { Arena, type Effort, pause } from './arena.ts';
import { type Attack, type Figures, type Limit, REFERENCE_LIMITS } from './attack.ts';
import { startEngineUnderAttack } from './engine-under-attack.ts';
import { KnownPeer } from './known-peer.ts';
import { ProcessMeter } from './process-meter.ts';
import { ReferenceCall, SignallingProbe } from './reference-call.ts';
import { Switchboard } from './switchboard.ts';

const PING_MS = 50;
const REGISTER_MS = 250;
/** Whatever is answered within this time is not slow. */
const QUICK_MS = 20;
/** What the kernel still holds has its turn. */
const AFTER_MS = 500;

export const limitsOf = (attack: Attack): Readonly<Record<string, Limit>> => ({ ...REFERENCE_LIMITS, ...attack.limits });

/** 1. an engine of its own  2. the reference call  3. how it is without attack  4. the attack  5. how it was meanwhile. */
export async function runAttack(attack: Attack, engineName: EngineName, effort: Effort): Promise<Figures> {
  const engine = await startEngineUnderAttack(engineName);
  const board = await Switchboard.open(engine.ariUrl);
  let arena: Arena | undefined;
  let probe: SignallingProbe | undefined;
  let reference: ReferenceCall | undefined;
  let peer: KnownPeer | undefined;
  try {
    reference = await ReferenceCall.place(board, engine.sipPort, ['refa', 'refb']);
    arena = new Arena(engine, board, reference, effort);
    peer = await KnownPeer.open(arena, 'refc');
    reference.startCounting();
    probe = new SignallingProbe(reference, PING_MS);
    peer.start(REGISTER_MS);
    await pause(arena.scaled(500, 2_000));
    const before = probe.take();
    const meter = new ProcessMeter(engine.pid);

    const own = await attack.run(arena);

    await pause(AFTER_MS);
    const usage = meter.stop();
    const during = probe.take();
    await Promise.all([peer.stop(), probe.stop()]);
    const { unanswered } = probe.take();
    const asked = during.answered + during.unanswered + unanswered + peer.tried;
    return {
      'engine alive': engine.isAlive() && reference.isHeard ? 1 : 0,
      'packets of the call lost': engine.isAlive() ? reference.lost : Number.POSITIVE_INFINITY,
      'packets of others heard': reference.foreign,
      'longest hole ms': reference.longestGapMs,
      'known peers served %': (100 * (during.answered + peer.served)) / Math.max(1, asked),
      'answer p50 before ms': before.p50,
      'answer p50 during ms': during.p50,
      'answer p99 before ms': before.p99,
      'answer p99 during ms': during.p99,
      'answers slower, times': Math.max(QUICK_MS, during.p99) / Math.max(QUICK_MS, before.p99),
      'memory growth MB': usage.growthMb,
      'processor %': usage.cpuPercent,
      ...own,
    };
  } finally {
    await Promise.all([peer?.stop(), probe?.stop()]);
    arena?.close();
    reference?.close();
    board.close();
    await engine.stop();
  }
}
