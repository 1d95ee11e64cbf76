import type { Benchmark, Sample, Session } from './benchmark.ts';
import { isSaturated } from './meter.ts';
import { median } from './statistics.ts';

export type SideName = 'ours' | 'peer';

export interface SideResult {
  samples: Sample[];
  /** Why each sample that does not count does not. */
  void: string[];
}

export interface BenchmarkResult {
  ours: SideResult;
  peer: SideResult | undefined;
  /** At least 1 means ahead; null without a peer. */
  ratio: number | null;
  /** Every side has as many valid repetitions as were asked for. */
  isComplete: boolean;
}

/** Repeats until every side has `runs` valid samples, sides in turn (A B A B …); void ones are made up for, at most `runs` of them. */
export async function runBenchmark(
  benchmark: Benchmark,
  runs: number,
  onSample: (side: SideName, sample: Sample, invalid: string | undefined) => void,
): Promise<BenchmarkResult> {
  const sides: { name: SideName; session: Session; result: SideResult }[] = [];
  const open = async (name: SideName, kind: Benchmark['ours']): Promise<void> => {
    sides.push({ name, session: await benchmark.open(kind), result: { samples: [], void: [] } });
  };
  try {
    await open('ours', benchmark.ours);
    if (benchmark.peer) await open('peer', benchmark.peer);
    for (let attempt = 0; attempt < 2 * runs; attempt++) {
      const unfinished = sides.filter(({ result }) => result.samples.length < runs);
      if (unfinished.length === 0) break;
      for (const { name, session, result } of unfinished) {
        const sample = await session.repeat();
        const invalid = sample.load && isSaturated(sample.load) ? 'the load generator was saturated' : sample.invalid;
        if (invalid === undefined) result.samples.push(sample);
        else result.void.push(invalid);
        onSample(name, sample, invalid);
      }
    }
  } finally {
    for (const { session } of sides) await session.close();
  }
  const [ours, peer] = sides.map(({ result }) => result);
  if (!ours) throw new Error('there is always our side');
  return {
    ours,
    peer,
    ratio: peer ? ratioOf(benchmark, headline(ours), headline(peer)) : null,
    isComplete: sides.every(({ result }) => result.samples.length >= runs),
  };
}

/** Null when no repetition was valid. */
export function headline(side: SideResult): number | null {
  return side.samples.length > 0 ? median(side.samples.map((sample) => sample.value)) : null;
}

function ratioOf({ better }: Benchmark, ours: number | null, peer: number | null): number | null {
  if (ours === null || peer === null) return null;
  return better === 'higher' ? ours / peer : peer / ours;
}
