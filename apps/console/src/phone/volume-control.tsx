import { MutedOutlined, SoundOutlined } from '@ant-design/icons';
import { Slider } from 'antd';
import { useTranslation } from 'react-i18next';
import { useObservable } from '../ui/observable.ts';
import { audioSettings, changeAudioSettings } from './audio-settings.ts';
import { useHotkeys } from './hotkeys.ts';

const STEP = 0.1;

function louder(by: number): void {
  const volume = Math.round((audioSettings.get().volume + by) * 10) / 10;
  changeAudioSettings({ volume: Math.min(1, Math.max(0, volume)) });
}

/** How loud calls sound in this browser. */
export function VolumeControl() {
  const { t } = useTranslation();
  const { volume } = useObservable(audioSettings);
  useHotkeys({ louder: () => louder(STEP), quieter: () => louder(-STEP) });
  return (
    <div style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
      {volume === 0 ? <MutedOutlined /> : <SoundOutlined />}
      <Slider
        style={{ flex: 1, margin: '4px 6px' }}
        min={0}
        max={1}
        step={STEP}
        value={volume}
        ariaLabelForHandle={t('inCall.volume')}
        tooltip={{ formatter: (value = 0) => `${Math.round(value * 100)}%` }}
        onChange={(value: number) => changeAudioSettings({ volume: value })}
      />
    </div>
  );
}
