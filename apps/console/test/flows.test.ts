import type { Flow, FlowDefinition, FlowInput, FlowNode, FlowUpdate } from '@zuoxi/contract';
import { FlowDefinition as FlowDefinitionShape } from '@zuoxi/contract';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { appendNode } from '../src/features/flows/drawing/append.ts';
import {
  alignNodes,
  MOST_NODES,
  mayWire,
  moveNodes,
  removeEdges,
  removeNodes,
  replaceNode,
  wire,
} from '../src/features/flows/drawing/changes.ts';
import { copyNodes, pasteNodes, readClip } from '../src/features/flows/drawing/clipboard.ts';
import { edgeKey, exitsOf } from '../src/features/flows/drawing/exits.ts';
import { change, redo, startHistory, undo } from '../src/features/flows/drawing/history.ts';
import { CARD_WIDTH, cardHeight, EXIT_HEIGHT, layOut } from '../src/features/flows/drawing/layout.ts';
import { newNode } from '../src/features/flows/drawing/new-node.ts';
import { labelsOf, variablesOf } from '../src/features/flows/drawing/summary.ts';
import { templateOf, templates } from '../src/features/flows/drawing/templates.ts';
import { validityOf } from '../src/features/flows/drawing/valid.ts';
import { problemsOf } from '../src/features/flows/problems.ts';
import { SaveQueue, type SaveState } from '../src/features/flows/save-queue.ts';
import { startAllTexts } from './support/texts.ts';

beforeAll(startAllTexts);

const at = (kind: FlowNode['kind'], id: string, x = 0, y = 0) => newNode(kind, id, { x, y }, 'zh');
const lines = ({ edges }: FlowDefinition) => edges.map(({ from, exit, to }) => `${from}.${exit}>${to}`).sort();

/** start → menu (1 → queue, 2 → bye), queue.failed → bye; bye is the default. */
function sample(): FlowDefinition {
  const nodes = [at('start', 'start'), at('menu', 'menu', 300), at('queue', 'queue', 600), at('hangup', 'bye', 900, 40)];
  const edges = [
    { from: 'start', exit: 'next', to: 'menu' },
    { from: 'menu', exit: '1', to: 'queue' },
    { from: 'menu', exit: '2', to: 'bye' },
    { from: 'queue', exit: 'failed', to: 'bye' },
  ];
  return { nodes, edges, defaultNode: 'bye', language: 'zh' };
}

describe('exits', () => {
  it('of a menu are its keys as on a telephone, then what can go wrong', () => {
    const menu = { ...at('menu', 'menu'), kind: 'menu' as const, keys: ['0', '#', '2', '*', '1'] } as FlowNode;
    expect(exitsOf(menu)).toEqual(['1', '2', '*', '0', '#', 'invalid', 'noInput', 'error']);
  });
});

describe('wiring', () => {
  it('leads an exit to one place: the old line is forgotten', () => {
    expect(lines(wire(sample(), 'menu', '1', 'bye'))).toEqual(['menu.1>bye', 'menu.2>bye', 'queue.failed>bye', 'start.next>menu']);
  });
  it('may lead back to its own node, never to a start, never from an exit that is not there', () => {
    expect(mayWire(sample(), { from: 'menu', exit: 'invalid', to: 'menu' })).toBe(true);
    expect(mayWire(sample(), { from: 'menu', exit: 'invalid', to: 'start' })).toBe(false);
    expect(mayWire(sample(), { from: 'menu', exit: '9', to: 'bye' })).toBe(false);
    expect(mayWire(sample(), { from: 'bye', exit: 'next', to: 'menu' })).toBe(false);
    const drawing = sample();
    expect(wire(drawing, 'menu', '9', 'bye').edges).toEqual(drawing.edges);
  });
  it('is undone by leading an exit to the default', () => {
    expect(lines(wire(sample(), 'menu', '1', null))).not.toContain('menu.1>queue');
  });
  it('answers the same drawing when nothing changes', () => {
    const drawing = sample();
    expect(wire(drawing, 'menu', 'error', null)).toBe(drawing);
    expect(removeEdges(drawing, new Set(['menu error']))).toBe(drawing);
    expect(moveNodes(drawing, new Map([['menu', { x: 300, y: 0 }]]))).toBe(drawing);
  });
});

describe('nodes', () => {
  it('go with their lines, and are the default no more; the start stays', () => {
    const drawing = removeNodes(sample(), new Set(['bye', 'start']));
    expect(drawing.nodes.map(({ id }) => id)).toEqual(['start', 'menu', 'queue']);
    expect(lines(drawing)).toEqual(['menu.1>queue', 'start.next>menu']);
    expect(drawing.defaultNode).toBeNull();
  });
  it('lose the lines of exits they no longer have', () => {
    const menu = sample().nodes.find(({ id }) => id === 'menu');
    const drawing = replaceNode(sample(), { ...menu, keys: ['2'] } as FlowNode);
    expect(lines(drawing)).toEqual(['menu.2>bye', 'queue.failed>bye', 'start.next>menu']);
  });
  it('are put behind the chosen one, at its first exit that leads nowhere, where nothing is in the way', () => {
    const added = appendNode(sample(), 'play', { place: { x: 0, y: 0 }, after: 'menu' });
    expect(added?.id).toBe('play1');
    expect(lines(added?.drawing ?? sample())).toContain('menu.invalid>play1');
    const play = added?.drawing.nodes.find(({ id }) => id === 'play1') ?? expect.fail('no node');
    const queue = sample().nodes.find(({ id }) => id === 'queue') ?? expect.fail('no node');
    expect(play.y).toBeGreaterThanOrEqual(queue.y + cardHeight(queue));
  });
  it('are no more than the server takes', () => {
    const nodes = Array.from({ length: MOST_NODES }, (_, index) => at('play', `play${index}`));
    expect(appendNode({ ...sample(), nodes }, 'play', { place: { x: 0, y: 0 }, after: null })).toBeNull();
  });
  it('are aligned where the first of them is', () => {
    const drawing = alignNodes(sample(), new Set(['queue', 'bye']), 'y');
    expect(drawing.nodes.map(({ y }) => y)).toEqual([0, 0, 0, 0]);
    expect(alignNodes(sample(), new Set(['queue']), 'x').nodes).toEqual(sample().nodes);
  });
});

describe('history', () => {
  it('goes back and forth, and forgets what was undone when something else is done', () => {
    const done = change(change(startHistory(1), 2), 3);
    expect(undo(undo(done)).present).toBe(1);
    expect(redo(undo(done)).present).toBe(3);
    expect(redo(change(undo(done), 4)).present).toBe(4);
    expect(undo(startHistory(1)).present).toBe(1);
  });
  it('takes letters of one word as one change, but not after an undo', () => {
    const typed = change(change(change(startHistory(''), 'a', 'name'), 'ab', 'name'), 'abc', 'name');
    expect(undo(typed).present).toBe('');
    expect(undo(change(undo(typed), 'x', 'name')).present).toBe('');
    expect(undo(change(typed, 'abcd', 'description')).present).toBe('abc');
  });
});

describe('clipboard', () => {
  it('copies nodes with the lines among them, and pastes them under new ids', () => {
    const clip = copyNodes(sample(), new Set(['menu', 'queue', 'start'])) ?? expect.fail('nothing copied');
    const { drawing, ids } = pasteNodes(sample(), readClip(JSON.stringify(clip)) ?? clip, { x: 1000, y: 500 });
    expect(ids).toEqual(['menu1', 'queue1']);
    expect(lines(drawing)).toEqual([...lines(sample()), 'menu1.1>queue1'].sort());
    expect(drawing.nodes.slice(-2)).toMatchObject([
      { x: 1000, y: 500 },
      { x: 1300, y: 500 },
    ]);
    expect(FlowDefinitionShape.safeParse(drawing).success).toBe(true);
  });
  it('knows what is not its own', () => {
    expect(copyNodes(sample(), new Set(['start']))).toBeNull();
    expect(readClip('hello')).toBeNull();
    expect(readClip('{"format":"zuoxi.nodes","nodes":[{"id":"x","kind":"bomb"}],"edges":[]}')).toBeNull();
  });
});

describe('layout', () => {
  const overlapping = ({ nodes }: FlowDefinition) =>
    nodes.flatMap((one, index) =>
      nodes.slice(index + 1).flatMap((other) => {
        const besides = Math.abs(one.x - other.x) >= CARD_WIDTH;
        const above = one.y + cardHeight(one) <= other.y || other.y + cardHeight(other) <= one.y;
        return besides || above ? [] : [`${one.id} ${other.id}`];
      }),
    );
  it('runs to the right, and no card lies on another', () => {
    const drawing = layOut(sample());
    const xOf = (id: string) => drawing.nodes.find((node) => node.id === id)?.x ?? Number.NaN;
    for (const { from, to } of drawing.edges) expect(xOf(from), `${from} → ${to}`).toBeLessThan(xOf(to));
    expect(overlapping(drawing)).toEqual([]);
  });
  it('takes circles, what nothing leads to, and two hundred nodes', () => {
    const circle = wire(wire(sample(), 'menu', 'invalid', 'menu'), 'queue', 'failed', 'menu');
    expect(overlapping(layOut(circle))).toEqual([]);
    const nodes = [at('start', 'start'), ...Array.from({ length: 199 }, (_, index) => at('menu', `menu${index}`))];
    const edges = nodes.slice(2).map((node, index) => ({ from: `menu${index >> 1}`, exit: String((index % 2) + 1), to: node.id }));
    const big = layOut({ ...sample(), nodes, edges: [{ from: 'start', exit: 'next', to: 'menu0' }, ...edges] });
    expect(overlapping(big)).toEqual([]);
    expect(FlowDefinitionShape.safeParse(big).success).toBe(true);
  });
  it('makes room for a line to a far column: the card it passes stands below it', () => {
    const crossed = wire(wire(sample(), 'menu', '1', 'bye'), 'menu', '2', 'queue');
    const drawing = layOut(crossed);
    const yOf = (id: string) => drawing.nodes.find((node) => node.id === id)?.y ?? Number.NaN;
    // Key 1 leaves at the height of the menu itself, key 2, which leads to the queue, one exit below.
    expect(yOf('queue') - yOf('menu')).toBeGreaterThanOrEqual(2 * EXIT_HEIGHT);
  });
});

describe('templates', () => {
  it.each(templates)('%s is taken by the server, in both languages', (name) => {
    for (const language of ['zh', 'en'] as const) {
      const drawing = templateOf(name, i18next.getFixedT(language), language);
      expect(FlowDefinitionShape.safeParse(drawing).success).toBe(true);
      expect(validityOf({ name, description: '', draft: drawing }).isValid).toBe(true);
      expect(drawing.edges.filter((edge) => !mayWire(drawing, edge))).toEqual([]);
      expect(new Set(drawing.edges.map(edgeKey)).size).toBe(drawing.edges.length);
    }
  });
});

describe('problems', () => {
  it('name the nodes the server would refuse, and leave out those of nodes that are gone; errors first', () => {
    const drawing = replaceNode(sample(), { ...at('queue', 'queue'), kind: 'queue', priority: 1000 } as FlowNode);
    const validity = validityOf({ name: 'x', description: '', draft: drawing });
    expect(validity.isValid).toBe(false);
    const found = [
      { nodeId: 'menu', code: 'exitNotWired' as const, warning: true, detail: 'error' },
      { nodeId: 'gone', code: 'queueMissing' as const, warning: false, detail: '' },
      { nodeId: 'queue', code: 'queueMissing' as const, warning: false, detail: '' },
    ];
    expect(problemsOf(drawing, found, validity).map(({ nodeId, code }) => `${nodeId} ${code}`)).toEqual([
      'queue fieldInvalid',
      'queue queueMissing',
      'menu exitNotWired',
    ]);
  });
  it('variables of the flow come before those that every flow has', () => {
    const drawing = replaceNode(sample(), { ...at('set', 'queue'), kind: 'set', variable: 'vip', value: '' } as FlowNode);
    expect(variablesOf(drawing).slice(0, 2)).toEqual(['vip', 'caller']);
  });
  it('nodes are told apart in a list of them, however many do the same', () => {
    const nodes = [at('start', 'start'), ...['a', 'b', 'c'].map((id) => at('play', id)), at('menu', 'menu')];
    const targets = { queues: [], flows: [], agents: [], hours: [], skills: [], prompts: [], isPending: false };
    const labels = [...labelsOf(i18next.t, targets, { ...sample(), nodes }).values()];
    expect(new Set(labels).size).toBe(nodes.length);
    expect(labels.slice(1, 4).map((label) => label.slice(-3))).toEqual(['(1)', '(2)', '(3)']);
  });
});

describe('saving', () => {
  class Conflict extends Error {}
  /** A server that keeps one flow, and a clock that runs when it is told. */
  function house() {
    const input: FlowInput = { name: 'flow', description: '', draft: sample() };
    const flow: Flow = {
      ...input,
      id: 'f',
      publishedVersion: null,
      changed: true,
      problems: [],
      usedBy: [],
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '1',
    };
    const server = { flow, fails: false, sent: [] as string[] };
    const states: SaveState[] = [];
    const tasks: (() => void)[] = [];
    const queue = new SaveQueue(flow, {
      async send({ updatedAt, ...update }: FlowUpdate) {
        await Promise.resolve();
        if (server.fails) throw new Error('network');
        if (updatedAt !== server.flow.updatedAt) throw new Conflict();
        server.sent.push(update.name);
        server.flow = { ...server.flow, ...update, updatedAt: `${Number(updatedAt) + 1}` };
        return server.flow;
      },
      isValid: ({ name }) => name !== '',
      isConflict: (error) => error instanceof Conflict,
      onState: (state) => void states.push(state),
      onSaved: () => {},
      schedule(task) {
        tasks.push(task);
        return () => void tasks.splice(tasks.indexOf(task) >>> 0, 1);
      },
    });
    const named = (name: string): FlowInput => ({ ...input, name });
    const timePasses = () => {
      for (const task of tasks.splice(0)) task();
    };
    return { queue, server, states, named, timePasses };
  }

  it('waits for a moment of quiet, and saves the last of what was typed', async () => {
    const { queue, server, named, timePasses } = house();
    queue.want(named('a'));
    queue.want(named('ab'));
    timePasses();
    expect(await queue.flush()).toBe(true);
    expect(server.sent).toEqual(['ab']);
  });
  it('saves what was drawn during a save after it, on the version it left', async () => {
    const { queue, server, named } = house();
    queue.want(named('a'));
    const first = queue.flush();
    queue.want(named('b'));
    expect(await first).toBe(true);
    expect(await queue.flush()).toBe(true);
    expect(server.sent).toEqual(['a', 'b']);
    expect(queue.isSaved).toBe(true);
  });
  it('does not send what the server would refuse, and goes on when it is right again', async () => {
    const { queue, server, states, named } = house();
    queue.want(named(''));
    expect(await queue.flush()).toBe(false);
    expect(states.at(-1)).toBe('invalid');
    queue.want(named('right'));
    expect(await queue.flush()).toBe(true);
    expect(server.sent).toEqual(['right']);
  });
  it('tries again after a failure', async () => {
    const { queue, server, states, named, timePasses } = house();
    server.fails = true;
    queue.want(named('a'));
    expect(await queue.flush()).toBe(false);
    expect(states.at(-1)).toBe('failed');
    server.fails = false;
    timePasses();
    expect(await queue.flush()).toBe(true);
    expect(server.sent).toEqual(['a']);
  });
  it('overwrites nobody unasked: it stops, and goes on when it is told', async () => {
    const { queue, server, states, named, timePasses } = house();
    server.flow = { ...server.flow, name: 'theirs', updatedAt: '7' };
    queue.want(named('mine'));
    expect(await queue.flush()).toBe(false);
    expect(states.at(-1)).toBe('conflict');
    queue.want(named('mine too'));
    timePasses();
    expect(await queue.flush()).toBe(false);
    expect(server.flow.name).toBe('theirs');
    expect(await queue.overwrite(server.flow)).toBe(true);
    expect(server.flow.name).toBe('mine too');
  });
});
