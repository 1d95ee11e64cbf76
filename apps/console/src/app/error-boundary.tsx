import { Button } from 'antd';
import i18next from 'i18next';
import { Component, type ReactNode } from 'react';
import { Notice } from '../ui/notice.tsx';

interface State {
  failed: boolean;
}

/** After an upgrade an open tab asks for chunks that are gone; a reload repairs that, and a blank page would not say so. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Notice
        tone="error"
        title={i18next.t('app.loadFailed')}
        hint={i18next.t('app.loadFailedHint')}
        action={
          <Button type="primary" onClick={() => location.reload()}>
            {i18next.t('app.reload')}
          </Button>
        }
      />
    );
  }
}
