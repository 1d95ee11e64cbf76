import type { EngineName } from '../../support/engines.ts';
import type { Effort } from './arena.ts';
import { type Attack, type Figures, isMet, limitText } from './attack.ts';
import { limitsOf } from './run-attack.ts';

export type Results = ReadonlyMap<EngineName, Figures | Error>;

function cell(figures: Figures | Error | undefined, name: string): string {
  if (figures === undefined) return '';
  if (figures instanceof Error) return 'failed';
  const value = figures[name];
  if (value === undefined) return '–';
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 0);
}

/** Rows of one attack: figure, limit, what each engine did; those with limits first. */
export function rowsOf(attack: Attack, results: Results): string[][] {
  const limits = limitsOf(attack);
  const named = [...results.values()].flatMap((figures) => (figures instanceof Error ? [] : Object.keys(figures)));
  const names = [...new Set([...Object.keys(limits), ...named])];
  return names.map((name) => {
    const limit = limits[name];
    const cells = [...results].map(([, figures]) => {
      const text = cell(figures, name);
      const value = figures instanceof Error ? undefined : figures[name];
      return limit === undefined || value === undefined ? text : `${text} ${isMet(value, limit) ? '✓' : '✗'}`;
    });
    return [name, limitText(limit), ...cells];
  });
}

/** What was not met, as sentences. */
export function unmet(attack: Attack, figures: Figures, effort: Effort): string[] {
  return Object.entries(limitsOf(attack)).flatMap(([name, limit]) => {
    if (limit.isSpeed && effort === 'short') return [];
    const value = figures[name];
    if (value === undefined) return [`${attack.id}: "${name}" was not measured`];
    return isMet(value, limit) ? [] : [`${attack.id}: "${name}" is ${value}, must be ${limitText(limit)}`];
  });
}

export function printTable(attack: Attack, results: Results, print: (line: string) => void): void {
  const rows = [['', 'limit', ...results.keys()], ...rowsOf(attack, results)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  print(`\n${attack.id} ${attack.title}`);
  for (const row of rows) print(`  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
  for (const [engine, figures] of results) if (figures instanceof Error) print(`  ${engine}: ${figures.message}`);
}

/** The same as a section of docs/security/attacks.md. */
export function sectionOf(attack: Attack, results: Results): string {
  const head = ['figure', 'must be', ...results.keys()];
  const lines = [head, head.map(() => '---'), ...rowsOf(attack, results)].map((cells) => `| ${cells.join(' | ')} |`);
  const failures = [...results].flatMap(([engine, figures]) => (figures instanceof Error ? [`${engine}: ${figures.message}`] : []));
  return [`## ${attack.id}: ${attack.title}`, '', attack.what, '', ...lines, ...failures.flatMap((line) => ['', line]), ''].join('\n');
}
