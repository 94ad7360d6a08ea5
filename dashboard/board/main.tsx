import '../base/styles.css';
import '../parts/pair-screen.css';
import './board.css';
import './calling.css';
import './waiting.css';
import './choose.css';
import './narrow.css';
import { mount } from '../base/mount.ts';
import { BoardPage } from './board-page.tsx';

mount(<BoardPage />);
