import { useMutation } from '@tanstack/react-query';
import type { FlowInput } from '@zuoxi/contract';
import { Alert, Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { errorText } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { FLOWS_PATH } from './path.ts';
import type { Autosave } from './use-autosave.ts';

const flowsApi = crud('/api/flows');

interface ConflictDialogProps {
  save: Autosave;
  input: FlowInput;
  onTakeTheirs(): void;
}

/** Somebody else has saved meanwhile: theirs, mine, or both. */
export function ConflictDialog({ save, input, onTakeTheirs }: ConflictDialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const overwrite = useMutation({ mutationFn: save.overwrite });
  const copy = useMutation({
    mutationFn: () => flowsApi.create({ ...input, name: t('flows.conflict.copyName', { name: input.name }).slice(0, 60) }),
    onSuccess: (flow) => void navigate(`${FLOWS_PATH}/${flow.id}`),
  });
  const isPending = overwrite.isPending || copy.isPending;
  const error = overwrite.error ?? copy.error;
  return (
    <Modal
      open
      closable={false}
      width={520}
      title={t('flows.conflict.title')}
      footer={[
        <Button key="theirs" disabled={isPending} onClick={onTakeTheirs}>
          {t('flows.conflict.theirs')}
        </Button>,
        <Button key="copy" loading={copy.isPending} disabled={isPending} onClick={() => copy.mutate()}>
          {t('flows.conflict.copy')}
        </Button>,
        <Button key="mine" danger loading={overwrite.isPending} disabled={isPending} onClick={() => overwrite.mutate()}>
          {t('flows.conflict.mine')}
        </Button>,
      ]}
    >
      <p>{t('flows.conflict.hint')}</p>
      {error ? <Alert type="error" showIcon role="alert" title={errorText(error)} /> : null}
    </Modal>
  );
}
