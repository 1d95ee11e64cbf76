import { StopOutlined } from '@ant-design/icons';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

/** Beside the phone of somebody who takes no calls; where there is little room without its words. */
export function DoNotDisturbTag({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const text = t('extensions.doNotDisturb');
  return (
    <Tag color="error" title={text} style={{ marginInline: '6px 0' }}>
      {compact ? <StopOutlined aria-label={text} /> : text}
    </Tag>
  );
}
