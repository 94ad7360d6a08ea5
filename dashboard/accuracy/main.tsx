import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import '../base/styles.css';
import './accuracy.css';
import { AccuracyPage } from './accuracy-page.tsx';

const app = document.getElementById('app');
if (app !== null) render(<AccuracyPage />, app);
