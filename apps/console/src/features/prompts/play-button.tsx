import { CaretRightFilled, PauseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Playing } from './use-playing.ts';

interface PlayButtonProps {
  /** What it is called. */
  name: string;
  url: string;
  playing: Playing;
}

export function PlayButton({ name, url, playing }: PlayButtonProps) {
  const { t } = useTranslation();
  const isPlaying = playing.key === url;
  return (
    <Button
      size="small"
      shape="circle"
      type={isPlaying ? 'primary' : 'default'}
      icon={isPlaying ? <PauseOutlined /> : <CaretRightFilled />}
      aria-label={t(isPlaying ? 'prompts.stopPlaying' : 'prompts.play', { name })}
      onClick={() => playing.toggle(url, url)}
    />
  );
}
