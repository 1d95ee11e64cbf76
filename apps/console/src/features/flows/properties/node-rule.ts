import { FlowNode, type FlowNodeKind } from '@zuoxi/contract';
import type { ZodType } from 'zod';
import { schemaRule } from '../../../ui/schema-rule.ts';

const shapes: ReadonlyMap<FlowNodeKind, Readonly<Record<string, unknown>>> = new Map(
  FlowNode.options.map((option) => [option.shape.kind.value, option.shape]),
);

/** Checks a field of a node with the contract's own shape. */
export function nodeRule(kind: FlowNodeKind, field: string, label: string) {
  // Every field of a shape is a schema; zod's types of a union of 14 shapes are more than the compiler follows.
  const schema = shapes.get(kind)?.[field] as ZodType | undefined;
  if (!schema) throw new Error(`${kind} has no ${field}`);
  return schemaRule(schema, label);
}
