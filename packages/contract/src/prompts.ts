import { z } from 'zod';
import { PromptLanguage, Use } from './destinations.ts';
import { Id, Instant } from './roles.ts';
import { RequiredText, Text } from './text.ts';

/** What is said, or what is heard while waiting. */
export const PromptKind = z.enum(['prompt', 'music']);
export type PromptKind = z.infer<typeof PromptKind>;

/** Where the sound comes from. */
export const PromptSource = z.enum(['upload', 'speech', 'phone']);
export type PromptSource = z.infer<typeof PromptSource>;

/** A file that is sent in, in bytes; and how long any sound of a call centre may be, in seconds. */
export const MAX_SOUND_BYTES = 30 * 1024 * 1024;
export const MAX_SOUND_S = 600;
/** Of text that is spoken. */
export const MAX_SPEECH_CHARACTERS = 2000;

const PromptName = RequiredText(60);

/** What of a prompt can be changed without a new sound. */
export const PromptInput = z.object({
  name: PromptName,
  kind: PromptKind,
  language: PromptLanguage,
  /** What is said: a note, so that nobody has to listen to find the right one. */
  text: Text(MAX_SPEECH_CHARACTERS),
});
export type PromptInput = z.infer<typeof PromptInput>;

/** Query of POST /api/prompts, whose body is the file itself (`Content-Type: audio/…`). */
export const PromptUpload = z.object({ name: PromptName, kind: PromptKind.default('prompt'), language: PromptLanguage.default('zh') });
export type PromptUpload = z.infer<typeof PromptUpload>;

/** Text that is spoken. */
export const Speech = z.object({ text: RequiredText(MAX_SPEECH_CHARACTERS), language: PromptLanguage });
export type Speech = z.infer<typeof Speech>;

/** POST /api/prompts/spoken */
export const SpokenPrompt = Speech.extend({ name: PromptName });
export type SpokenPrompt = z.infer<typeof SpokenPrompt>;

/** A row of GET /api/prompts. */
export const Prompt = PromptInput.extend({
  id: Id,
  source: PromptSource,
  /** `recording`: by phone, at this moment; `failed`: that came to nothing. */
  state: z.enum(['ready', 'recording', 'failed']),
  revision: z.number().int(),
  durationS: z.number(),
  bytes: z.number().int(),
  usedBy: z.array(Use),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Prompt = z.infer<typeof Prompt>;

/** GET /api/prompts/shipped: what there is without anybody having done anything. */
export const ShippedSounds = z.object({
  /** `path`: below /prompts/. */
  sounds: z.array(
    z.object({
      name: z.string(),
      kind: PromptKind,
      language: PromptLanguage.nullable(),
      text: z.string(),
      path: z.string(),
      durationS: z.number(),
    }),
  ),
  /** Name of what speaks text; null = nothing is installed that does. */
  speech: z.string().nullable(),
  /** `library`: WAV and MP3 only, since ffmpeg is not installed. */
  converter: z.enum(['ffmpeg', 'library']),
});
export type ShippedSounds = z.infer<typeof ShippedSounds>;
