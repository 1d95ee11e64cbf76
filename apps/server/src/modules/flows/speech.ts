import { placeholders } from '@zuoxi/callcontrol';
import type { FlowDefinition, PromptLanguage } from '@zuoxi/contract';
import { soundsOf } from './references.ts';

/** All texts that are the same for every caller, each once. */
export function fixedSpeech({ nodes }: FlowDefinition): { text: string; language: PromptLanguage }[] {
  const texts = new Map<string, { text: string; language: PromptLanguage }>();
  for (const sound of nodes.flatMap(soundsOf)) {
    if (sound.kind !== 'speech' || placeholders(sound.text).length > 0) continue;
    const { language } = sound;
    // As an IVR asks for it.
    const text = sound.text.trim();
    if (text !== '') texts.set(`${language} ${text}`, { text, language });
  }
  return [...texts.values()];
}
