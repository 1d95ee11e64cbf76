import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { Id, Instant } from './roles.ts';
import { RequiredText, Text } from './text.ts';
import { Use } from './uses.ts';

export const PromptLanguage = z.enum(['zh', 'en']);
export type PromptLanguage = z.infer<typeof PromptLanguage>;

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

export const promptsErrors = {
  'prompts.nameTaken': { status: 409, zh: '语音“{name}”已存在', en: 'The prompt "{name}" already exists' },
  'prompts.notASound': {
    status: 400,
    zh: '这个文件不是音频文件，或者已损坏',
    en: 'This is not an audio file, or it is damaged',
  },
  'prompts.tooLong': {
    status: 400,
    zh: '音频超过 {minutes} 分钟，请剪短后再上传',
    en: 'The audio is longer than {minutes} minutes. Shorten it and upload it again',
  },
  'prompts.needsFfmpeg': {
    status: 400,
    zh: '服务器没有安装 ffmpeg，只能上传 WAV 和 MP3。请转换格式，或在服务器上安装 ffmpeg（apt-get install ffmpeg）',
    en: 'Only WAV and MP3 can be used, since ffmpeg is not installed on the server. Convert the file, or install it: apt-get install ffmpeg',
  },
  'prompts.notReady': { status: 409, zh: '该语音还没有音频', en: 'This prompt has no audio yet' },
  'prompts.tooMany': {
    status: 409,
    zh: '最多保存 {limit} 条语音，请先删除不用的',
    en: 'The limit of {limit} prompts is reached. Delete some first',
  },
  'prompts.noSpeech': {
    status: 409,
    zh: '服务器没有安装文字转语音程序。请在服务器上安装：apt-get install espeak-ng，或设置 ZUOXI_SPEECH_COMMAND',
    en: 'Text to speech is not installed on the server. Install it (apt-get install espeak-ng) or set ZUOXI_SPEECH_COMMAND',
  },
  'prompts.speechFailed': {
    status: 502,
    zh: '文字转语音失败，请检查文字或稍后重试',
    en: 'Text to speech failed. Check the text or try again',
  },
} as const satisfies Catalogue;
