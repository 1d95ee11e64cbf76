import { Button, type ButtonProps, Tooltip } from 'antd';
import { useId } from 'react';

interface ReasonedButtonProps extends Omit<ButtonProps, 'disabled' | 'title'> {
  /** Why it cannot be pressed now: said to whoever points at it, and to screen readers. Undefined: it can. */
  why: string | undefined;
  /** What it does, where only an icon stands on it. */
  tip?: string;
}

/** A button that says why it is disabled, where the page does not show it: one that plays, tries or dials. */
export function ReasonedButton({ why, tip, ...button }: ReasonedButtonProps) {
  const id = useId();
  return (
    <Tooltip title={why ?? tip}>
      {/* A disabled button tells nobody that it is pointed at. */}
      <span style={{ display: button.block ? 'flex' : 'inline-flex' }}>
        <Button {...button} disabled={why !== undefined} {...(why === undefined ? {} : { 'aria-describedby': id })} />
        {why === undefined ? null : (
          <span id={id} hidden>
            {why}
          </span>
        )}
      </span>
    </Tooltip>
  );
}
