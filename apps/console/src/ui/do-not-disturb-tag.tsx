import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

/** Beside the phone of somebody who takes no calls. */
export function DoNotDisturbTag() {
  const { t } = useTranslation();
  return (
    <Tag color="error" title={t('extensions.doNotDisturbHint')} style={{ marginInline: '6px 0' }}>
      {t('extensions.doNotDisturb')}
    </Tag>
  );
}
