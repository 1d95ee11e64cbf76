import type { FlowDefinition, FlowMissing, FlowNode, FlowSound } from '@zuoxi/contract';

export type ReferenceKind = FlowMissing['kind'];

/** One place of a drawing where something of the call centre is named by its id. */
export interface Reference {
  kind: ReferenceKind;
  nodeId: string;
  /** '' = not chosen yet. */
  id: string;
  /** Puts another id there. */
  set(id: string): void;
}

/** Every reference of the drawing, in its order. `set` changes the definition that was handed in. */
export function referencesOf(definition: FlowDefinition): Reference[] {
  return definition.nodes.flatMap((node) => ofNode(node));
}

function ofNode(node: FlowNode): Reference[] {
  const nodeId = node.id;
  switch (node.kind) {
    case 'play':
    case 'hangup':
      return ofSounds(nodeId, node.sounds);
    case 'menu':
    case 'collect':
      return ofSounds(nodeId, [...node.sounds, node.invalidSound, node.noInputSound]);
    case 'condition': {
      const { test } = node;
      return test.on === 'hours' ? [{ kind: 'hours', nodeId, id: test.hoursId, set: (id) => Object.assign(test, { hoursId: id }) }] : [];
    }
    case 'queue':
      return [
        ofQueue(node),
        ...node.skills.map(
          (skill): Reference => ({ kind: 'skill', nodeId, id: skill.skillId, set: (id) => Object.assign(skill, { skillId: id }) }),
        ),
      ];
    case 'voicemail':
    case 'callback':
      return [ofQueue(node)];
    case 'extension':
      return [{ kind: 'agent', nodeId, id: node.agentId, set: (id) => Object.assign(node, { agentId: id }) }];
    case 'flow':
      return [{ kind: 'flow', nodeId, id: node.flowId, set: (id) => Object.assign(node, { flowId: id }) }];
    default:
      return [];
  }
}

const ofQueue = (node: { id: string; queueId: string }): Reference => ({
  kind: 'queue',
  nodeId: node.id,
  id: node.queueId,
  set: (id) => Object.assign(node, { queueId: id }),
});

const ofSounds = (nodeId: string, sounds: readonly (FlowSound | null)[]): Reference[] =>
  sounds.flatMap((sound): Reference[] =>
    sound?.kind === 'prompt' ? [{ kind: 'prompt', nodeId, id: sound.promptId, set: (id) => Object.assign(sound, { promptId: id }) }] : [],
  );

/** All that is said in it. */
export function soundsOf(node: FlowNode): FlowSound[] {
  switch (node.kind) {
    case 'play':
    case 'hangup':
      return node.sounds;
    case 'menu':
    case 'collect':
      return [...node.sounds, node.invalidSound, node.noInputSound].filter((sound) => sound !== null);
    default:
      return [];
  }
}
