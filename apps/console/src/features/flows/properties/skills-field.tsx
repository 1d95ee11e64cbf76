import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { SkillRequirement } from '@zuoxi/contract';
import { Button, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { ReasonedButton } from '../../../ui/reasoned-button.tsx';
import { useTargets } from '../use-flow-targets.ts';
import styles from './properties.module.css';
import { TargetSelect } from './target-field.tsx';

const MOST_SKILLS = 10;

/** Skills that are asked for besides the queue's own. */
export function SkillsField({ value = [], onChange }: { value?: SkillRequirement[]; onChange?(value: SkillRequirement[]): void }) {
  const { t } = useTranslation();
  const { skills } = useTargets();
  const set = (index: number, part: Partial<SkillRequirement>) =>
    onChange?.(value.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const unused = skills.filter((skill) => !value.some(({ skillId }) => skillId === skill.value));
  const [first] = unused;
  return (
    <div className={styles.pairs}>
      {value.map((one, index) => (
        <div key={one.skillId} className={styles.skill}>
          <TargetSelect
            from="skills"
            empty={t('flows.skills.none')}
            label={t('flows.skills.skill')}
            value={one.skillId}
            onChange={(skillId) => set(index, { skillId })}
          />
          <InputNumber
            min={1}
            max={10}
            precision={0}
            aria-label={t('flows.skills.level')}
            prefix={t('flows.skills.level')}
            value={one.minLevel}
            onChange={(minLevel) => set(index, { minLevel: minLevel ?? 1 })}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('common.delete')}
            onClick={() => onChange?.(value.toSpliced(index, 1))}
          />
          <GiveUp requirement={one} onChange={(relax) => set(index, { relax })} />
        </div>
      ))}
      {first ? (
        <ReasonedButton
          size="small"
          type="dashed"
          block
          icon={<PlusOutlined />}
          why={value.length < MOST_SKILLS ? undefined : t('common.why.most', { most: MOST_SKILLS })}
          onClick={() => onChange?.([...value, { skillId: first.value, minLevel: 1, relax: [] }])}
        >
          {t('flows.skills.add')}
        </ReasonedButton>
      ) : null}
      {skills.length === 0 ? <span className="muted">{t('flows.skills.none')}</span> : null}
    </div>
  );
}

/** After how long anybody may take the call; empty: never. A finer way down is drawn at the queue itself. */
function GiveUp({ requirement, onChange }: { requirement: SkillRequirement; onChange(relax: SkillRequirement['relax']): void }) {
  const { t } = useTranslation();
  const last = requirement.relax.find(({ minLevel }) => minLevel === 0);
  return (
    <InputNumber
      className={styles.giveUp ?? ''}
      min={1}
      max={7200}
      precision={0}
      prefix={t('flows.skills.giveUp')}
      suffix={t('common.secondsUnit')}
      placeholder={t('flows.skills.never')}
      aria-label={t('flows.skills.giveUp')}
      value={last?.afterS ?? null}
      onChange={(afterS) =>
        onChange([...requirement.relax.filter(({ minLevel }) => minLevel > 0), ...(afterS === null ? [] : [{ afterS, minLevel: 0 }])])
      }
    />
  );
}
