import type { FlowDefinition, FlowFile, FlowMissing } from '@zuoxi/contract';
import type { NamesById } from './known.ts';
import { type ReferenceKind, referencesOf } from './references.ts';

const keys: Readonly<Record<ReferenceKind, keyof FlowFile['names']>> = {
  prompt: 'prompts',
  queue: 'queues',
  agent: 'agents',
  flow: 'flows',
  hours: 'hours',
  skill: 'skills',
};

/** A flow as a file, with the names of what it refers to. */
export function toFile(flow: { name: string; description: string; definition: FlowDefinition }, known: NamesById): FlowFile {
  const names: FlowFile['names'] = { prompts: {}, queues: {}, agents: {}, flows: {}, hours: {}, skills: {} };
  for (const { kind, id } of referencesOf(flow.definition)) {
    const name = known[kind].get(id);
    if (name !== undefined) names[keys[kind]][id] = name;
  }
  return { format: 'zuoxi.flow', version: 1, ...flow, names };
}

/**
 * The definition of a file in this call centre: every reference is found again by its name. An id of the file itself is never
 * taken over, what is not here is left open and named in `missing`.
 */
export function fromFile(file: FlowFile, known: NamesById): { definition: FlowDefinition; missing: FlowMissing[] } {
  const definition = structuredClone(file.definition);
  const missing = new Map<string, FlowMissing>();
  for (const reference of referencesOf(definition)) {
    if (reference.id === '') continue;
    const { kind } = reference;
    const names = file.names[keys[kind]];
    const name = Object.hasOwn(names, reference.id) ? (names[reference.id] ?? '') : '';
    const here = [...known[kind]].find(([, known]) => name !== '' && known === name)?.[0];
    if (here === undefined) missing.set(`${kind} ${name}`, { kind, name });
    reference.set(here ?? '');
  }
  // A requirement of a skill that is not here cannot be left open.
  for (const node of definition.nodes) if (node.kind === 'queue') node.skills = node.skills.filter((skill) => skill.skillId !== '');
  return { definition, missing: [...missing.values()] };
}

const LONGEST_NAME = 60;

/** That name, or with the first number behind it that nobody has. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let n = 2; ; n++) {
    const suffix = ` (${n})`;
    const candidate = `${name.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}
