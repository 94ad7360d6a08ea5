import { render } from 'preact';
import '../base/styles.css';
import './staff.css';
import './lists.css';
import { StaffPage } from './staff-page.tsx';

const app = document.getElementById('app');
if (app !== null) render(<StaffPage />, app);
