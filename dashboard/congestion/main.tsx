import { render } from 'preact';
import '../base/styles.css';
import './congestion.css';
import { CongestionPage } from './congestion-page.tsx';

const app = document.getElementById('app');
if (app !== null) render(<CongestionPage />, app);
