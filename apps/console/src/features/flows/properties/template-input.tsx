import { Button, Dropdown, Input } from 'antd';
import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './properties.module.css';

/** Variables of the flow, for menus. */
export const VariablesContext = createContext<readonly string[]>([]);

interface TemplateInputProps {
  value?: string;
  onChange?(value: string): void;
  id?: string;
  rows?: number;
  placeholder?: string;
  label: string;
}

/** Text with variables, which are put in from a menu. */
export function TemplateInput({ value = '', onChange, id, rows = 1, placeholder, label }: TemplateInputProps) {
  const { t } = useTranslation();
  const variables = useContext(VariablesContext);
  return (
    <div className={styles.template}>
      <Input.TextArea
        {...(id === undefined ? {} : { id })}
        aria-label={label}
        autoSize={{ minRows: rows, maxRows: 6 }}
        maxLength={2000}
        value={value}
        {...(placeholder === undefined ? {} : { placeholder })}
        onChange={(event) => onChange?.(event.target.value)}
      />
      <Dropdown
        trigger={['click']}
        menu={{
          style: { maxHeight: 260, overflowY: 'auto' },
          items: variables.map((name) => ({ key: name, label: `{{${name}}}` })),
          onClick: ({ key }) => onChange?.(`${value}{{${key}}}`),
        }}
      >
        <Button
          size="small"
          type="text"
          className={styles.insert ?? ''}
          aria-label={t('flows.insertVariable')}
          title={t('flows.insertVariable')}
        >
          {'{ }'}
        </Button>
      </Dropdown>
    </div>
  );
}
