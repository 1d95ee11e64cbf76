import { useReactFlow, useStoreApi } from '@xyflow/react';
import type { FlowDefinition } from '@zuoxi/contract';
import { useCallback } from 'react';
import { CARD_WIDTH, cardHeight } from '../drawing/layout.ts';

/** For "show all" of the controls: whatever it takes. */
export const WHOLE = { padding: 0.08, maxZoom: 1 };

/** Smaller than this nobody reads a card. */
const READABLE = 0.6;
const MARGIN = 32;

/** Shows the whole drawing; of one that would be too small to be read, its beginning. */
export function useShowAll() {
  const { setViewport } = useReactFlow();
  const store = useStoreApi();
  return useCallback(
    ({ nodes }: FlowDefinition, duration = 0) => {
      const { width, height } = store.getState();
      if (nodes.length === 0 || width === 0) return;
      const left = Math.min(...nodes.map((node) => node.x));
      const top = Math.min(...nodes.map((node) => node.y));
      const right = Math.max(...nodes.map((node) => node.x + CARD_WIDTH));
      const bottom = Math.max(...nodes.map((node) => node.y + cardHeight(node)));
      const fitting = Math.min((width - 2 * MARGIN) / (right - left), (height - 2 * MARGIN) / (bottom - top));
      const zoom = Math.min(1, Math.max(READABLE, fitting));
      const from = (start: number, length: number, room: number) =>
        length * zoom + 2 * MARGIN > room ? MARGIN - start * zoom : (room - length * zoom) / 2 - start * zoom;
      void setViewport({ x: from(left, right - left, width), y: from(top, bottom - top, height), zoom }, { duration });
    },
    [setViewport, store],
  );
}
