import type { FlowDefinition, FlowInput } from '@zuoxi/contract';
import { useMemo, useState } from 'react';
import { change, redo, startHistory, undo } from './drawing/history.ts';

/** A flow that is drawn on, with the way back. */
export interface Drawing {
  input: FlowInput;
  /** @param about see `History` */
  set(part: Partial<FlowInput>, about?: string): void;
  draw(drawn: (draft: FlowDefinition) => FlowDefinition, about?: string): void;
  undo(): void;
  redo(): void;
  canUndo: boolean;
  canRedo: boolean;
}

export function useDrawing(initial: FlowInput): Drawing {
  const [history, setHistory] = useState(() => startHistory(initial));
  return useMemo(
    () => ({
      input: history.present,
      set: (part, about) => setHistory((now) => change(now, { ...now.present, ...part }, about)),
      draw: (drawn, about) =>
        setHistory((now) => {
          const draft = drawn(now.present.draft);
          return draft === now.present.draft ? now : change(now, { ...now.present, draft }, about);
        }),
      undo: () => setHistory(undo),
      redo: () => setHistory(redo),
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
    }),
    [history],
  );
}
