import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Account, Skill } from '@zuoxi/contract';
import { App, Table, type TableColumnType } from 'antd';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { Choice } from '../../ui/choice.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { useHeight } from '../../ui/use-height.ts';
import styles from './skills.module.css';

const skillsApi = crud('/api/skills');

const HEADER_HEIGHT = 46;
const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

interface SkillMatrixProps {
  skills: readonly Skill[];
  agents: readonly Account[];
  onRename(skill: Skill): void;
}

/** A level is saved when it is chosen: one cell, one change. */
export function SkillMatrix({ skills, agents, onRename }: SkillMatrixProps) {
  const { t } = useTranslation();
  const [ref, height] = useHeight();
  const setLevel = useSetLevel();
  const columns: TableColumnType<Account>[] = [
    {
      key: 'agent',
      title: t('skills.agent'),
      fixed: 'left',
      width: 190,
      render: (_value, agent) => (
        <>
          <span className="num muted">{agent.extension?.number}</span> {agent.displayName}
        </>
      ),
    },
    ...skills.map(
      (skill): TableColumnType<Account> => ({
        key: skill.id,
        title: (
          <span className={styles.head}>
            <span className="ellipsis" title={skill.name}>
              {skill.name}
            </span>
            <RowActions
              name={skill.name}
              queryKey="skills"
              id={skill.id}
              onEdit={() => onRename(skill)}
              remove={() => skillsApi.remove(skill.id)}
            />
          </span>
        ),
        width: 170,
        render: (_value, agent) => (
          <Choice<number>
            size="small"
            style={{ width: 92 }}
            aria-label={t('skills.level', { agent: agent.displayName, skill: skill.name })}
            value={skill.levels[agent.id] ?? 0}
            options={[{ value: 0, label: t('skills.noLevel') }, ...LEVELS.map((value) => ({ value, label: String(value) }))]}
            disabled={setLevel.isPending}
            onChange={(level) => setLevel.mutate({ skill, agent, level })}
          />
        ),
      }),
    ),
    { key: 'rest', title: '' },
  ];
  return (
    <div className={styles.body} ref={ref}>
      {height > 0 ? (
        <Table<Account>
          size="small"
          virtual
          rowKey="id"
          columns={columns}
          dataSource={[...agents]}
          pagination={false}
          scroll={{ x: 190 + skills.length * 170, y: height - HEADER_HEIGHT }}
          locale={{ emptyText: t('skills.noAgents') }}
        />
      ) : null}
    </div>
  );
}

interface LevelChoice {
  skill: Skill;
  agent: Account;
  /** 0 = he does not have it. */
  level: number;
}

function useSetLevel() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn({ skill, agent, level }: LevelChoice) {
      const { [agent.id]: _before, ...others } = skill.levels;
      return skillsApi.update(skill.id, { name: skill.name, levels: level === 0 ? others : { ...others, [agent.id]: level } });
    },
    onSuccess: (_saved, { skill, agent }) => void message.success(t('skills.saved', { agent: agent.displayName, skill: skill.name })),
    onError: (error) => void message.error(errorText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['skills'] }),
  });
}
