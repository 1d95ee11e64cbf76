import { Form, Switch } from 'antd';
import styles from './accounts.module.css';

/** A switch with its words and a sentence of what it means. */
export function SwitchRow({ name, label, hint }: { name: string; label: string; hint: string }) {
  return (
    <div className={styles.switch}>
      <Form.Item name={name} valuePropName="checked" noStyle>
        <Switch size="small" aria-label={label} />
      </Form.Item>
      <div>
        {label}
        <div className={styles.hint}>{hint}</div>
      </div>
    </div>
  );
}
