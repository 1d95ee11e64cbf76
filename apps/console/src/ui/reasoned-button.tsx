import { Button, type ButtonProps, Tooltip } from 'antd';

interface ReasonedButtonProps extends Omit<ButtonProps, 'disabled' | 'title'> {
  /** Why it cannot be pressed now: said to whoever points at it, and to screen readers. Undefined: it can. */
  why: string | undefined;
  /** An order is on its way, and is not given twice: over in a moment, so nothing is said. */
  pending?: boolean;
  /** What it does, where only an icon stands on it, or by which keys. */
  tip?: string;
  /** Seconds until `tip` shows, where one points at many in passing. */
  tipDelay?: number;
}

/** Every button that can be disabled for longer than an order takes: it says why. */
export function ReasonedButton({ why, pending = false, tip, tipDelay, ...button }: ReasonedButtonProps) {
  return (
    <Tooltip title={why ?? tip} {...(why === undefined && tipDelay !== undefined ? { mouseEnterDelay: tipDelay } : {})}>
      {/* A disabled button tells nobody that it is pointed at. */}
      <span style={{ display: button.block ? 'flex' : 'inline-flex' }}>
        <Button {...button} disabled={why !== undefined || pending} {...(why === undefined ? {} : { 'aria-description': why })} />
      </span>
    </Tooltip>
  );
}
