import { render } from 'preact';
import '../base/styles.css';
import './kiosk.css';
import './closing.css';
import './issued.css';
import { KioskPage } from './kiosk-page.tsx';

const app = document.getElementById('app');
if (app !== null) render(<KioskPage />, app);
