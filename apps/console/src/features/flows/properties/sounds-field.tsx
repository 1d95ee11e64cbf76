import { ArrowUpOutlined, CaretRightFilled, DeleteOutlined, PauseOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import type { FlowSound, PromptLanguage } from '@zuoxi/contract';
import { App, Button, Segmented, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText, urlOf } from '../../../api/client.ts';
import { Choice } from '../../../ui/choice.tsx';
import { ReasonedButton } from '../../../ui/reasoned-button.tsx';
import { type Playing, usePlaying } from '../../prompts/use-playing.ts';
import { isPlayable, useTargets } from '../use-flow-targets.ts';
import styles from './properties.module.css';
import { TemplateInput } from './template-input.tsx';

const MOST_SOUNDS = 20;

interface SoundsFieldProps {
  value?: FlowSound[];
  onChange?(value: FlowSound[]): void;
  /** Of the flow: what new texts are spoken in. */
  language: PromptLanguage;
  most?: number;
  addText: string;
}

/** Sounds that are played one after the other: of the prompts page, or texts that are spoken. */
export function SoundsField({ value = [], onChange, language, most = MOST_SOUNDS, addText }: SoundsFieldProps) {
  const { t } = useTranslation();
  const playing = usePlaying();
  const replace = (index: number, sound: FlowSound) => onChange?.(value.map((one, at) => (at === index ? sound : one)));
  const moveUp = (index: number) => onChange?.(value.toSpliced(index - 1, 2, ...value.slice(index - 1, index + 1).toReversed()));
  return (
    <div className={styles.sounds}>
      {value.map((sound, index) => (
        // Sounds have no name of their own; what is typed in one is its value, not its state.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={index} className={styles.sound}>
          <div className={styles.soundHead}>
            <Segmented
              size="small"
              value={sound.kind}
              onChange={(kind) => replace(index, kind === 'speech' ? { kind, text: '', language } : { kind, promptId: '' })}
              options={[
                { value: 'speech' as const, label: t('flows.sound.speech') },
                { value: 'prompt' as const, label: t('flows.sound.prompt') },
              ]}
            />
            <span className={styles.soundButtons}>
              <ListenButton sound={sound} soundKey={String(index)} playing={playing} />
              {index > 0 ? (
                <Tooltip title={t('flows.sound.up')}>
                  <Button
                    size="small"
                    type="text"
                    icon={<ArrowUpOutlined />}
                    aria-label={t('flows.sound.up')}
                    onClick={() => moveUp(index)}
                  />
                </Tooltip>
              ) : null}
              <Tooltip title={t('flows.sound.remove')}>
                <Button
                  size="small"
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('flows.sound.remove')}
                  onClick={() => onChange?.(value.toSpliced(index, 1))}
                />
              </Tooltip>
            </span>
          </div>
          {sound.kind === 'speech' ? (
            <Speech sound={sound} onChange={(next) => replace(index, next)} />
          ) : (
            <PromptSelect value={sound.promptId} onChange={(promptId) => replace(index, { kind: 'prompt', promptId })} />
          )}
        </div>
      ))}
      {value.length < most || most > 1 ? (
        <ReasonedButton
          size="small"
          type="dashed"
          block
          icon={<PlusOutlined />}
          why={value.length < most ? undefined : t('common.why.most', { most })}
          onClick={() => onChange?.([...value, { kind: 'speech', text: '', language }])}
        >
          {addText}
        </ReasonedButton>
      ) : null}
    </div>
  );
}

type SpeechSound = Extract<FlowSound, { kind: 'speech' }>;

function Speech({ sound, onChange }: { sound: SpeechSound; onChange(sound: SpeechSound): void }) {
  const { t } = useTranslation();
  return (
    <>
      <TemplateInput
        rows={2}
        label={t('flows.sound.text')}
        placeholder={t('flows.sound.text')}
        value={sound.text}
        onChange={(text) => onChange({ ...sound, text })}
      />
      <Segmented
        size="small"
        value={sound.language}
        onChange={(language) => onChange({ ...sound, language })}
        options={(['zh', 'en'] as const).map((value) => ({ value, label: t(`prompts.languages.${value}`) }))}
      />
    </>
  );
}

function PromptSelect({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { t } = useTranslation();
  const { prompts, isPending } = useTargets();
  return (
    <Choice
      loading={isPending}
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t('flows.sound.prompt')}
      placeholder={t('flows.sound.choose')}
      notFoundContent={t('destinations.nothing.hangup')}
      {...(value === '' ? {} : { value })}
      onChange={onChange}
      options={prompts.filter((prompt) => prompt.id === value || isPlayable(prompt)).map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

/** How it will sound; variables are left out, since nobody has called yet. */
function ListenButton({ sound, soundKey, playing }: { sound: FlowSound; soundKey: string; playing: Playing }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { prompts } = useTargets();
  const isPlaying = playing.key === soundKey;
  const text = sound.kind === 'speech' ? sound.text.replace(/\{\{[^{}]*\}\}/g, ' ').trim() : '';
  const prompt = sound.kind === 'prompt' ? prompts.find((one) => one.id === sound.promptId && isPlayable(one)) : undefined;
  const preview = useMutation({
    mutationFn: (language: PromptLanguage) => api.blob('/api/prompts/speech', { body: { text, language } }),
    onSuccess: (wav) => playing.toggle(soundKey, URL.createObjectURL(wav)),
    onError: (error) => void message.error(errorText(error)),
  });
  const listen = () => {
    if (isPlaying) playing.stop();
    else if (prompt)
      playing.toggle(
        soundKey,
        urlOf('/api/prompts/{id}/audio', 'get', { path: { id: prompt.id }, query: { revision: String(prompt.revision) } }),
      );
    else if (sound.kind === 'speech') preview.mutate(sound.language);
  };
  const label = t(isPlaying ? 'prompts.stop' : 'prompts.listen');
  return (
    <ReasonedButton
      tip={label}
      size="small"
      type="text"
      icon={isPlaying ? <PauseOutlined /> : <CaretRightFilled />}
      aria-label={label}
      loading={preview.isPending}
      why={!prompt && text === '' ? t('common.why.enterText') : undefined}
      onClick={listen}
    />
  );
}

interface OneSoundFieldProps {
  value?: FlowSound | null;
  onChange?(value: FlowSound | null): void;
  language: PromptLanguage;
}

/** One sound or none. */
export function OneSoundField({ value = null, onChange, language }: OneSoundFieldProps) {
  const { t } = useTranslation();
  return (
    <SoundsField
      most={1}
      language={language}
      addText={t('flows.sound.addOwn')}
      value={value ? [value] : []}
      onChange={([sound]) => onChange?.(sound ?? null)}
    />
  );
}
