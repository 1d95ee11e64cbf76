import { useQueryClient } from '@tanstack/react-query';
import { MAX_SOUND_BYTES, type Prompt, type PromptUpload } from '@zuoxi/contract';
import { useState } from 'react';
import { sendFile } from '../../api/send-file.ts';

export interface Uploading {
  key: number;
  fileName: string;
  /** 0 … 100 of the bytes; at 100 the server converts. */
  percent: number;
  result: { prompt: Prompt } | { error: unknown } | { tooLarge: true } | null;
}

let lastKey = 0;

/** `欢迎词.mp3` → `欢迎词`, as long as a name may be. */
export const nameOfFile = (fileName: string): string => (fileName.replace(/\.[^.]{1,5}$/, '').trim() || fileName).slice(0, 60);

/** Several files at once, each with its progress and with what became of it. */
export function useUploads() {
  const queryClient = useQueryClient();
  const [uploads, setUploads] = useState<Uploading[]>([]);
  const change = (key: number, values: Partial<Uploading>) =>
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...values } : upload)));

  async function add(file: File, options: Omit<PromptUpload, 'name'>): Promise<void> {
    lastKey += 1;
    const key = lastKey;
    const tooLarge = file.size > MAX_SOUND_BYTES;
    setUploads((all) => [...all, { key, fileName: file.name, percent: 0, result: tooLarge ? { tooLarge } : null }]);
    if (tooLarge) return;
    try {
      const prompt = await sendFile('/api/prompts', 'post', { query: { ...options, name: nameOfFile(file.name) } }, file, (percent) =>
        change(key, { percent }),
      );
      change(key, { result: { prompt } });
      void queryClient.invalidateQueries({ queryKey: ['prompts'] });
    } catch (error) {
      change(key, { result: { error } });
    }
  }
  return { uploads, add, clear: () => setUploads([]) };
}
