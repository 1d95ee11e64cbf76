import { numberGroups } from './format.ts';
import styles from './phone-number.module.css';

export function PhoneNumber({ number }: { number: string }) {
  const groups = numberGroups(number);
  if (groups.length === 1) return <span className="num">{number}</span>;
  return (
    <span className={`num ${styles.groups}`}>
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one number never change their places
        <span key={index}>{group}</span>
      ))}
    </span>
  );
}
