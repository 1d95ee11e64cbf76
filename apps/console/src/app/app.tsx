import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
// Else calendars have English months and days whatever the locale above says.
import 'dayjs/locale/zh-cn';
import { BrowserRouter } from 'react-router';
import { ApiError } from '../api/client.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { PreferencesProvider, usePreferences } from './preferences.tsx';
import { AppRoutes } from './routes.tsx';
import { SessionProvider } from './session.tsx';
import { themeConfig } from './theme.ts';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // What the server refused it will refuse again; only a lost connection is worth a second try.
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.code === 'network',
    },
  },
});

export function App() {
  return (
    <PreferencesProvider>
      <Themed />
    </PreferencesProvider>
  );
}

function Themed() {
  const { language, theme } = usePreferences();
  return (
    <ConfigProvider
      theme={themeConfig(theme, !matchMedia('(prefers-reduced-motion: reduce)').matches)}
      locale={language === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
    >
      <AntApp style={{ height: '100%' }} message={{ maxCount: 3 }}>
        <ErrorBoundary>
          <QueryClientProvider client={queryClient}>
            <BrowserRouter>
              <SessionProvider>
                <AppRoutes />
              </SessionProvider>
            </BrowserRouter>
          </QueryClientProvider>
        </ErrorBoundary>
      </AntApp>
    </ConfigProvider>
  );
}
