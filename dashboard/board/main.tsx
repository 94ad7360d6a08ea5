import { render } from 'preact';
import '../base/styles.css';
import './board.css';
import './waiting.css';
import './choose.css';
import './narrow.css';
import { BoardPage } from './board-page.tsx';

const app = document.getElementById('app');
if (app !== null) render(<BoardPage />, app);
