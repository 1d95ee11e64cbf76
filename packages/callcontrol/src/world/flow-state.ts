import type { FlowDefinition } from './flow-definition.ts';

/** Where a caller is in an IVR; plain data, so that a restart of the server goes on there. */
export interface FlowState {
  flowId: string;
  version: number;
  nodeId: string;
  /** Since when he is at that node. */
  enteredAt: number;
  variables: Record<string, string>;
  /** Flows to go back to when this one ends, the outermost first. */
  stack: { flowId: string; version: number; nodeId: string }[];
  /** The version of each flow that can be reached, as published when the caller came: a later one does not change his way. */
  versions: Record<string, number>;
  /** Of the node the caller is at. */
  tries: number;
  /** Nodes passed since the caller was last waited for. */
  visited: number;
  doing: FlowDoing;
  test: FlowTestRun | null;
}

/** What is under way at the node. */
export type FlowDoing =
  | { kind: 'entering' }
  /** Speech is being made; `media` is ready, `left` is still to be asked for. */
  | { kind: 'speaking'; media: string[]; left: SoundToMake[] }
  /** Something plays, or keys are waited for. */
  | { kind: 'asking' }
  | { kind: 'http' }
  /** He is somewhere else: in a queue, at a phone. */
  | { kind: 'sent' };

export type SoundToMake = { media: string } | { text: string; language: 'zh' | 'en' };

/** An administrator's try of a draft. */
export interface FlowTestRun {
  /** Whose phone the caller is played with. */
  agentId: string;
  /** Whose draft it is. */
  flowId: string;
  /** Runs as version 0 of its flow. */
  definition: FlowDefinition;
  /** The way he took so far, the last nodes of it; `exit` null: he is there. */
  path: { flowId: string; nodeId: string; exit: string | null }[];
}

/** The pseudo-version of a draft that is tried. */
export const DRAFT_VERSION = 0;
