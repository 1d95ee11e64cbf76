import { CheckCircleFilled, CloseCircleFilled, MinusCircleFilled } from '@ant-design/icons';
import type { CallAnswer } from '@zuoxi/contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const marks: Readonly<Record<CallAnswer, { icon: ReactNode; colour: string }>> = {
  answered: { icon: <CheckCircleFilled />, colour: 'var(--zx-idle)' },
  noAnswer: { icon: <CloseCircleFilled />, colour: 'var(--zx-busy)' },
  busy: { icon: <MinusCircleFilled />, colour: 'var(--zx-ringing)' },
};

/** 接听 / 未接听 / 忙 with shape, colour and word. */
export function AnswerMark({ answer }: { answer: CallAnswer }) {
  const { t } = useTranslation();
  const { icon, colour } = marks[answer];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6, whiteSpace: 'nowrap' }}>
      <span style={{ color: colour, fontSize: 12 }}>{icon}</span>
      {t(`callAnswer.${answer}`)}
    </span>
  );
}
