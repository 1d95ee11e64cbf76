import { App } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface Playing {
  /** What is heard now; null = nothing. */
  key: string | null;
  /** Starts it, or stops it when it is what is heard. Another one stops. */
  toggle(key: string, url: string): void;
  stop(): void;
}

/** One sound at a time, in the page itself. */
export function usePlaying(): Playing {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [key, setKey] = useState<string | null>(null);
  const audio = useRef<HTMLAudioElement | null>(null);
  const stop = () => {
    audio.current?.pause();
    if (audio.current?.src.startsWith('blob:')) URL.revokeObjectURL(audio.current.src);
    audio.current = null;
    setKey(null);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the page is left
  useEffect(() => stop, []);
  return {
    key,
    stop,
    toggle(next, url) {
      const again = next === key;
      stop();
      if (again) return;
      const element = new Audio(url);
      audio.current = element;
      setKey(next);
      element.addEventListener('ended', () => audio.current === element && stop());
      // Also when it was stopped before it began: then there is nothing to say.
      element.play().catch(() => {
        if (audio.current !== element) return;
        stop();
        void message.error(t('prompts.notPlayed'));
      });
    },
  };
}
