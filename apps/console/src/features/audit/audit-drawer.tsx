import type { AuditEntry } from '@zuoxi/contract';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../ui/format.ts';
import { actionText, fieldText } from './action-text.ts';
import styles from './audit.module.css';
import { valueText } from './value-text.ts';

/** One entry: who, what, and each field as it was and as it is. */
export function AuditDrawer({ entry, onClose }: { entry: AuditEntry | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer open={entry !== null} onClose={onClose} title={t('audit.detail')} size={720} destroyOnHidden>
      {entry ? <Detail entry={entry} /> : null}
    </Drawer>
  );
}

function Detail({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const { action, changes, detail, names } = entry;
  const facts: [string, string][] = [
    [t('audit.at'), formatInstant(entry.at)],
    [t('audit.by'), entry.accountName || t('audit.nobody')],
    [t('audit.action'), actionText(action)],
    [t('audit.target'), entry.targetName || t('common.none')],
  ];
  const changed = Object.entries(changes ?? {});
  // Of an entry with changes its details say the same once more.
  const further = changes === null ? Object.entries(detail) : [];
  return (
    <>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {changes === null ? null : <h3 className={styles.heading}>{t('audit.changes')}</h3>}
      {changes !== null && changed.length === 0 ? <p className="muted">{t('audit.unchanged')}</p> : null}
      {changed.length > 0 ? (
        <table className={styles.changes}>
          <thead>
            <tr>
              <th scope="col">{t('audit.field')}</th>
              <th scope="col">{t('audit.before')}</th>
              <th scope="col">{t('audit.after')}</th>
            </tr>
          </thead>
          <tbody>
            {changed.map(([path, { before, after }]) => (
              <tr key={path}>
                <th scope="row" title={path}>
                  {fieldText(action, path)}
                </th>
                <td className={styles.before}>{valueText(before, names, t)}</td>
                <td>{valueText(after, names, t)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {further.length > 0 ? (
        <>
          <h3 className={styles.heading}>{t('audit.further')}</h3>
          <dl className={styles.further}>
            {further.map(([name, value]) => (
              <div key={name}>
                <dt>{fieldText(action, name)}</dt>
                <dd>{valueText(value, names, t)}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
    </>
  );
}
