import { render } from 'preact';
import '../base/styles.css';
import './bench.css';
import { BenchPage } from './bench-page.tsx';

const app = document.getElementById('app');
if (app !== null) render(<BenchPage />, app);
