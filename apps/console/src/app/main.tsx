import { createRoot } from 'react-dom/client';
import { startI18n } from '../i18n/index.ts';
import { App } from './app.tsx';
import './global.css';

startI18n();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
