import { Gauge, type Registry } from 'prom-client';

interface Figure<L extends string> {
  name: string;
  help: string;
  labelNames?: readonly L[];
}

type Set<L extends string> = (labels: Partial<Record<L, string>>, value: number) => void;

/** A figure of `/metrics` that is looked up when it is asked for. */
export function gauge<const L extends string = never>(
  registry: Registry,
  { name, help, labelNames = [] }: Figure<L>,
  look: (set: Set<L>) => void | Promise<void>,
): void {
  const figure: Gauge<L> = new Gauge<L>({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect: () => look((labels, value) => figure.set(labels, value)),
  });
}
