import type { FlowNode } from '@zuoxi/contract';
import { useEffect, useEffectEvent } from 'react';
import type { Selection } from './board/board.tsx';
import { type Place, removeNodes } from './drawing/changes.ts';
import { copyNodes, pasteNodes, readClip } from './drawing/clipboard.ts';
import type { Drawing } from './use-drawing.ts';

interface ClipboardOptions {
  drawing: Drawing;
  selection: Selection;
  isActive: boolean;
  /** Of what is seen of the board. */
  middle(): Place;
  onPasted(ids: readonly string[]): void;
}

const BESIDE = 32;

/** Somebody types: his keys are not meant for the board. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, [contenteditable], [role="dialog"]') !== null;

/** Copy, cut, paste, undo and redo by the keys that everybody knows. */
export function useClipboard({ drawing, selection, isActive, middle, onPasted }: ClipboardOptions) {
  const paste = (text: string, place: Place) => {
    const clip = readClip(text);
    if (!clip) return;
    const pasted = pasteNodes(drawing.input.draft, clip, place);
    drawing.draw(() => pasted.drawing);
    onPasted(pasted.ids);
  };
  const onClipboard = useEffectEvent((event: ClipboardEvent) => {
    if (!isActive || isTyping(event.target) || !event.clipboardData) return;
    if (event.type === 'paste') {
      paste(event.clipboardData.getData('text/plain'), middle());
      return;
    }
    const clip = copyNodes(drawing.input.draft, selection.nodes);
    // Words that are marked on the page are copied as always.
    if (!clip || getSelection()?.toString()) return;
    event.clipboardData.setData('text/plain', JSON.stringify(clip));
    event.preventDefault();
    if (event.type === 'cut') drawing.draw((now) => removeNodes(now, selection.nodes));
  });
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isActive || isTyping(event.target) || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const isRedo = key === 'y' || (key === 'z' && event.shiftKey);
    if (!isRedo && key !== 'z') return;
    event.preventDefault();
    if (isRedo) drawing.redo();
    else drawing.undo();
  });
  useEffect(() => {
    const clipboard = (event: ClipboardEvent) => onClipboard(event);
    const key = (event: KeyboardEvent) => onKey(event);
    for (const type of ['copy', 'cut', 'paste'] as const) document.addEventListener(type, clipboard);
    document.addEventListener('keydown', key);
    return () => {
      for (const type of ['copy', 'cut', 'paste'] as const) document.removeEventListener(type, clipboard);
      document.removeEventListener('keydown', key);
    };
  }, []);
  return {
    duplicate(node: FlowNode) {
      const clip = copyNodes(drawing.input.draft, new Set([node.id]));
      if (clip) paste(JSON.stringify(clip), { x: node.x + BESIDE, y: node.y + BESIDE });
    },
  };
}
